//! Panics of the core: a trap, and nothing else.
//!
//! A panic aborts, and in a browser nobody hears what it has to say. So the functions that put
//! the message together lose their bodies; the optimiser drops what was only prepared for them.
//! The places in the source that only they were told are blanked in the data.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context;
use walrus::ir::{Call, Const, Instr, InstrSeq, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, FunctionBuilder, FunctionId, FunctionKind, Module, ModuleConfig,
};

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
    let silenced = |f: &walrus::Function| f.name.as_deref().is_some_and(is_silenced);
    let local = module.funcs.iter_local().map(|(id, _)| id);
    let all: Vec<FunctionId> = local.filter(|&id| silenced(module.funcs.get(id))).collect();
    blank(&mut module, &all.iter().copied().collect());
    for id in all {
        empty(&mut module, id);
    }
    Ok(module)
}

/// The size of a place in the source: the address and the length of the file's name, line, column.
const PLACE: usize = 16;

/// Blanks the places that nobody but these functions is told.
fn blank(module: &mut Module, silenced: &HashSet<FunctionId>) {
    let mut told = Told {
        silenced,
        places: HashSet::new(),
        others: HashSet::new(),
    };
    for (_, body) in module.funcs.iter_local() {
        dfs_in_order(&mut told, body, body.entry_block());
    }
    let Told { places, others, .. } = told;
    let words = module
        .data
        .iter()
        .flat_map(|data| data.value.chunks_exact(4));
    let kept: HashSet<i32> = words.map(word).chain(others).collect();
    for at in places
        .difference(&kept)
        .filter_map(|&at| usize::try_from(at).ok())
    {
        if is_place(module, at)
            && let Some((data, from)) = found(module, at, PLACE)
        {
            module.data.get_mut(data).value[from..from + PLACE].fill(0);
        }
    }
}

fn word(bytes: &[u8]) -> i32 {
    bytes
        .iter()
        .rev()
        .fold(0, |all, &byte| all << 8 | i32::from(byte))
}

/// Whether a place in the source lies at an address: the name of a file of Rust, a line, a column.
fn is_place(module: &Module, at: usize) -> bool {
    let bytes = |at: usize, length: usize| {
        let (data, from) = found(module, at, length)?;
        module.data.get(data).value.get(from..from + length)
    };
    let Some(parts) = bytes(at, PLACE) else {
        return false;
    };
    let mut parts = parts
        .chunks_exact(4)
        .map(|part| usize::try_from(word(part)));
    let (Some(Ok(name)), Some(Ok(length))) = (parts.next(), parts.next()) else {
        return false;
    };
    bytes(name, length).is_some_and(|name| name.ends_with(b".rs"))
}

/// The data in which an address lies with all its bytes, and where in it.
fn found(module: &Module, at: usize, length: usize) -> Option<(walrus::DataId, usize)> {
    module.data.iter().find_map(|data| {
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(first)),
            ..
        } = data.kind
        else {
            return None;
        };
        let from = at.checked_sub(usize::try_from(first).ok()?)?;
        (from.checked_add(length)? <= data.value.len()).then(|| (data.id(), from))
    })
}

/// Numbers that some functions are given last of all, and all other numbers.
struct Told<'a> {
    silenced: &'a HashSet<FunctionId>,
    places: HashSet<i32>,
    others: HashSet<i32>,
}

impl<'a> Visitor<'a> for Told<'_> {
    fn start_instr_seq(&mut self, sequence: &'a InstrSeq) {
        for (i, (instr, _)) in sequence.instrs.iter().enumerate() {
            let Instr::Const(Const {
                value: Value::I32(number),
            }) = instr
            else {
                continue;
            };
            let next = sequence.instrs.get(i + 1).map(|(instr, _)| instr);
            let is_place =
                matches!(next, Some(Instr::Call(Call { func })) if self.silenced.contains(func));
            let set = if is_place {
                &mut self.places
            } else {
                &mut self.others
            };
            set.insert(*number);
        }
    }
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
    use walrus::ValType;

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

    #[test]
    fn a_place_that_only_a_panic_is_told_is_blanked() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        // Two places at 0 and 16, both in the file whose name is at 32.
        let place = |line| [32, 7, line, 1].map(i32::to_le_bytes).concat();
        let data = [place(3), place(4), b"soup.rs".to_vec()].concat();
        let offset = ConstExpr::Value(Value::I32(0));
        module
            .data
            .add(DataKind::Active { memory, offset }, data.clone());
        let mut function = |calls: &[(i32, Option<FunctionId>)]| {
            let takes = if calls.is_empty() {
                &[ValType::I32][..]
            } else {
                &[]
            };
            let args = takes.iter().map(|&t| module.locals.add(t)).collect();
            let mut body = FunctionBuilder::new(&mut module.types, takes, &[]);
            for &(number, panic) in calls {
                match panic {
                    Some(panic) => body.func_body().i32_const(number).call(panic),
                    None => body.func_body().i32_const(number).drop(),
                };
            }
            body.finish(args, &mut module.funcs)
        };
        let panic = function(&[]);
        function(&[(0, Some(panic)), (16, Some(panic)), (16, None)]);
        blank(&mut module, &HashSet::from([panic]));
        let left = &module.data.iter().next().unwrap().value;
        assert_eq!(left[..PLACE], [0; PLACE]);
        assert_eq!(left[PLACE..], data[PLACE..]);
    }
}
