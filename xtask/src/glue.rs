//! What is between a module and JavaScript.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

use crate::{maxima, panics};

/// Binds a module as it was compiled: writes it and its JavaScript to a folder, which is emptied.
pub fn bind(raw: &Path, folder: &Path, name: &str) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut module = panics::trap(raw)?;
    maxima::keep_nan(&mut module);
    let mut bindgen = Bindgen::new();
    bindgen.input_module(name, module);
    bindgen.out_name(name).typescript(true);
    bindgen
        .remove_name_section(false)
        .remove_producers_section(true);
    bindgen.omit_default_module_path(false).web(true)?;
    let mut output = bindgen.generate_output().context("wasm-bindgen")?;
    let long = shorten(output.wasm_mut());
    output.emit(folder).context("wasm-bindgen")?;
    let script = folder.join(format!("{name}.js"));
    fs::write(&script, renamed(fs::read_to_string(&script)?, &long)?)?;
    Ok(())
}

/// Gives what a module takes from its JavaScript short names: `i0`, `i1`, …; the long ones, in order.
fn shorten(module: &mut Module) -> Vec<String> {
    let short = |(nth, import): (usize, &mut walrus::Import)| {
        std::mem::replace(&mut import.name, format!("i{nth}"))
    };
    module.imports.iter_mut().enumerate().map(short).collect()
}

/// The same in the JavaScript, where each name stands once, as a key.
fn renamed(mut script: String, long: &[String]) -> anyhow::Result<String> {
    for (nth, name) in long.iter().enumerate() {
        let key = format!(" {name}: ");
        if script.matches(&key).count() != 1 {
            bail!("the JavaScript of the core does not give `{name}` once");
        }
        script = script.replace(&key, &format!(" i{nth}: "));
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shortened_on_both_sides() {
        let mut module = Module::default();
        let ty = module.types.add(&[], &[]);
        module.add_import_func("./it.js", "__wbg_log_0123456789abcdef", ty);
        let long = shorten(&mut module);
        assert_eq!(module.imports.iter().next().map(|i| &*i.name), Some("i0"));
        let script = "({ __wbg_log_0123456789abcdef: function() {} })".to_owned();
        let script = renamed(script, &long).unwrap();
        assert_eq!(script, "({ i0: function() {} })");
        assert!(renamed(script, &long).is_err());
    }
}
