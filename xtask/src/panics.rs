//! Panics of the core: a trap, and nothing else.
//!
//! A panic aborts, and in a browser nobody hears what it has to say. So the functions that put
//! the message together lose their bodies; the optimiser drops what was only prepared for them.

use std::path::Path;

use anyhow::Context;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module, ModuleConfig};

/// Parts of the mangled paths of functions of the standard library that never return.
const NEVER_RETURN: [&str; 11] = [
    "4core9panicking",
    "5index16slice_index_fail",
    "3str16slice_error_fail",
    "17len_mismatch_fail",
    "6option13unwrap_failed",
    "6option13expect_failed",
    "6result13unwrap_failed",
    "4cell22panic_already_borrowed",
    "4cell30panic_already_mutably_borrowed",
    "7raw_vec12handle_error",
    "17capacity_overflow",
];

/// Reads a module and lets its panics trap at once.
pub fn trap(raw: &Path) -> anyhow::Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_dwarf(false);
    let mut module = config.parse_file(raw).context("the core's module")?;
    let all: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for id in all {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        if is_silenced(name) {
            empty(&mut module, id);
        }
    }
    Ok(module)
}

fn is_silenced(name: &str) -> bool {
    NEVER_RETURN.iter().any(|part| name.contains(part))
}

/// Gives a function a body that traps.
pub fn empty(module: &mut Module, id: FunctionId) {
    let kind = module.types.get(module.funcs.get(id).ty());
    let (takes, gives) = (kind.params().to_vec(), kind.results().to_vec());
    let args = takes.iter().map(|&t| module.locals.add(t)).collect();
    let mut body = FunctionBuilder::new(&mut module.types, &takes, &gives);
    body.func_body().unreachable();
    module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(args));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_standard_library_are_known() {
        for name in [
            "_RNvNtCsgXGp5Oqx2Ny_4core9panicking9panic_fmt",
            "_RNvNtNtCsgXGp5Oqx2Ny_4core5slice5index16slice_index_fail",
            "_ZN4core9panicking18panic_bounds_check17h0123456789abcdefE",
        ] {
            assert!(is_silenced(name), "{name}");
        }
        for name in [
            "_RNvNtNtCsebHcaeoSrxy_3std6thread9functions9panicking",
            "_ZN7soupcon3cpu4gemm4gemm17h0123456789abcdefE",
        ] {
            assert!(!is_silenced(name), "{name}");
        }
    }

    #[test]
    fn a_function_that_panics_traps_and_others_stay() {
        let mut module = Module::default();
        let mut add = |name: &str| {
            let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
            body.name(name.into()).func_body().i32_const(1).drop();
            body.finish(Vec::new(), &mut module.funcs)
        };
        add("_ZN4core9panicking5panicE");
        add("_ZN7soupcon4plan3runE");
        let path = std::env::temp_dir().join(format!("panics-{}.wasm", std::process::id()));
        module.emit_wasm_file(&path).unwrap();
        let trapping = trap(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let sizes = trapping.funcs.iter_local().map(|(_, f)| f.size());
        assert_eq!(sizes.collect::<Vec<_>>().iter().max(), Some(&2));
        let traps = trapping.funcs.iter_local().filter(|(_, f)| f.size() == 1);
        assert_eq!(traps.count(), 1);
    }
}
