//! A module in two: what ran in a trial, and the rest.
//!
//! Whoever calls a function of the rest before that is there calls a stand-in, which asks the page
//! for the rest through one place of the table; the page adds it before it answers. The rest then
//! takes its places in the table, the stand-ins' and that one's, so that nobody asks again.

use std::collections::BTreeSet;

use walrus::ir::{UnaryOp, Value};
use walrus::{
    ConstExpr, FunctionBuilder, FunctionId, FunctionKind, GlobalId, Module, TableId, TypeId,
    ValType,
};

use crate::parts::{self, Calls, Plan};

/// The name of the rest.
const REST: &str = "rest";
/// The name under which the core tells the place that is called where the rest is missing.
const ASKED: &str = "asked";
/// Up to this many instructions a function is no larger than its stand-in.
const SMALL: u64 = 5;

/// A module in two, each in bytes.
pub struct Halves {
    /// What is needed at once.
    pub core: Vec<u8>,
    /// What is not.
    pub rest: Vec<u8>,
}

/// Splits a module by the functions that ran, told by where they stand in it.
pub fn split(bytes: &[u8], ran: &BTreeSet<usize>) -> anyhow::Result<Halves> {
    let module = parts::parse(bytes)?;
    let mut calls = Calls::of(&module)?;
    let home = |(at, f): (usize, &walrus::Function)| {
        let FunctionKind::Local(body) = &f.kind else {
            return None;
        };
        let is_late = !ran.contains(&at) && body.size() > SMALL;
        is_late.then(|| REST.to_owned())
    };
    let homes: Vec<_> = module.funcs.iter().enumerate().map(home).collect();
    let size = module.tables.get(parts::table(&module)?).initial;
    let asked = i32::try_from(size)?;
    let known = calls.known_to_core(&homes);
    let missing = |at: &usize| !calls.pointed.contains_key(at);
    let direct: Vec<usize> = known.iter().copied().filter(missing).collect();
    for (&at, place) in direct.iter().zip(asked + 1..) {
        calls.pointed.insert(at, vec![place]);
    }
    let plan = Plan { homes, calls };
    let places = 1 + direct.len() as u64;
    Ok(Halves {
        core: core(&plan, bytes, &known, &direct, asked)?,
        rest: rest(&plan, bytes, places, asked)?,
    })
}

impl Calls {
    /// The functions of the rest that the core calls, points to or exports.
    fn known_to_core(&self, homes: &[Option<String>]) -> BTreeSet<usize> {
        let by_core = self
            .called
            .iter()
            .zip(homes)
            .filter(|(_, home)| home.is_none());
        let called = by_core.flat_map(|(called, _)| called);
        let all = called.chain(&self.exported).chain(self.pointed.keys());
        all.copied().filter(|&at| homes[at].is_some()).collect()
    }
}

/// The core, with stand-ins.
fn core(
    plan: &Plan,
    bytes: &[u8],
    known: &BTreeSet<usize>,
    direct: &[usize],
    asked: i32,
) -> anyhow::Result<Vec<u8>> {
    let mut module = plan.core(bytes)?;
    let ids = parts::functions(&module);
    let table = parts::table(&module)?;
    enlarge(&mut module, table, 1 + direct.len() as u64);
    let ask = asking(&mut module, table, asked);
    for &at in known {
        let place = plan.calls.pointed[&at][0];
        stand_in(&mut module, ids[at], ask, (table, place));
    }
    let stand_ins = direct.iter().map(|&at| ids[at]).collect();
    parts::fill(&mut module, table, asked + 1, stand_ins);
    let value = ConstExpr::Value(Value::I32(asked));
    let place = module.globals.add_local(ValType::I32, false, false, value);
    module.exports.add(ASKED, place);
    Ok(parts::finished(module))
}

/// The rest; nobody asks for it once it is there.
fn rest(plan: &Plan, bytes: &[u8], places: u64, asked: i32) -> anyhow::Result<Vec<u8>> {
    let mut module = plan.part(bytes, &REST.to_owned())?;
    let table = parts::table(&module)?;
    enlarge(&mut module, table, places);
    let nothing = FunctionBuilder::new(&mut module.types, &[], &[]);
    let nothing = nothing.finish(Vec::new(), &mut module.funcs);
    parts::fill(&mut module, table, asked, vec![nothing]);
    Ok(parts::finished(module))
}

fn enlarge(module: &mut Module, table: TableId, by: u64) {
    let table = module.tables.get_mut(table);
    table.initial += by;
    table.maximum = table.maximum.map(|most| most + by);
}

/// A function that asks for the rest, once.
fn asking(module: &mut Module, table: TableId, asked: i32) -> FunctionId {
    let zero = ConstExpr::Value(Value::I32(0));
    let is_here: GlobalId = module.globals.add_local(ValType::I32, true, false, zero);
    let plain: TypeId = module.types.add(&[], &[]);
    let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
    function
        .func_body()
        .global_get(is_here)
        .unop(UnaryOp::I32Eqz)
        .if_else(
            None,
            |then| {
                then.i32_const(asked).call_indirect(plain, table);
                then.i32_const(1).global_set(is_here);
            },
            |_| (),
        );
    function.finish(Vec::new(), &mut module.funcs)
}

/// Makes a function one that asks for the rest and calls what is at a place of the table then.
fn stand_in(module: &mut Module, id: FunctionId, ask: FunctionId, at: (TableId, i32)) {
    let ty = module.funcs.get(id).ty();
    let kind = module.types.get(ty);
    let (takes, gives) = (kind.params().to_vec(), kind.results().to_vec());
    let args: Vec<_> = takes.iter().map(|&t| module.locals.add(t)).collect();
    let mut function = FunctionBuilder::new(&mut module.types, &takes, &gives);
    let mut body = function.func_body();
    body.call(ask);
    for &arg in &args {
        body.local_get(arg);
    }
    let (table, place) = at;
    body.i32_const(place).call_indirect(ty, table);
    module.funcs.get_mut(id).kind = FunctionKind::Local(function.local_func(args));
}

#[cfg(test)]
mod tests {
    use walrus::{ExportItem, RefType};

    use super::*;

    /// A module whose `first` runs and calls `late`, which takes a number and calls `pointed`, which
    /// stands in the table, and `both`, which ran. All are larger than a stand-in.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        let table = module.tables.add_local(false, 2, Some(2), RefType::FUNCREF);
        let mut add = |takes: &[ValType], calls: &[FunctionId]| {
            let args: Vec<_> = takes.iter().map(|&t| module.locals.add(t)).collect();
            let mut function = FunctionBuilder::new(&mut module.types, takes, &[]);
            let mut body = function.func_body();
            for _ in 0..=SMALL {
                body.i32_const(1).drop();
            }
            for &id in calls {
                if module.funcs.get(id).ty() != module.types.add(&[], &[]) {
                    body.i32_const(7);
                }
                body.call(id);
            }
            function.finish(args, &mut module.funcs)
        };
        let both = add(&[], &[]);
        let pointed = add(&[], &[both]);
        let late = add(&[ValType::I32], &[pointed, both]);
        let first = add(&[], &[both, late]);
        module.exports.add("first", first);
        parts::fill(&mut module, table, 1, vec![pointed]);
        module.emit_wasm()
    }

    fn halves() -> [Module; 2] {
        let bytes = module();
        let calls = Calls::of(&parts::parse(&bytes).unwrap()).unwrap();
        let first = *calls.exported.iter().next().unwrap();
        let unseen = |at: &usize| !calls.pointed.contains_key(at) && calls.called[*at].is_empty();
        let both = (0..calls.called.len()).find(unseen).unwrap();
        let Halves { core, rest } = split(&bytes, &BTreeSet::from([first, both])).unwrap();
        [core, rest].map(|bytes| parts::parse(&bytes).unwrap())
    }

    fn places(module: &Module) -> Vec<i32> {
        let first = |e: &walrus::Element| match e.kind {
            walrus::ElementKind::Active {
                offset: ConstExpr::Value(Value::I32(first)),
                ..
            } => first,
            _ => -1,
        };
        let mut all: Vec<i32> = module.elements.iter().map(first).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn the_rest_takes_the_places_of_its_stand_ins() {
        let [core, rest] = halves();
        // `pointed`; then what asks, which the page sets; then `late`.
        assert_eq!(places(&core), [1, 3]);
        assert_eq!(places(&rest), [1, 2, 3]);
        let size = |module: &Module| module.tables.iter().next().map(|t| (t.initial, t.maximum));
        assert_eq!(size(&core), Some((4, Some(4))));
        assert_eq!(size(&core), size(&rest));
    }

    #[test]
    fn the_core_tells_the_place_that_asks() {
        let [core, _] = halves();
        let asked = core.exports.iter().find(|e| e.name == ASKED).unwrap();
        let ExportItem::Global(id) = asked.item else {
            panic!("{asked:?}");
        };
        let walrus::GlobalKind::Local(ConstExpr::Value(Value::I32(2))) = core.globals.get(id).kind
        else {
            panic!("{:?}", core.globals.get(id));
        };
    }

    #[test]
    fn the_rest_takes_from_the_core_only_what_that_gives() {
        let [core, rest] = halves();
        let given: BTreeSet<&str> = core.exports.iter().map(|e| &*e.name).collect();
        let taken: Vec<&str> = rest.imports.iter().map(|i| &*i.name).collect();
        assert!(taken.iter().any(|name| name.starts_with('f')), "{taken:?}");
        assert!(taken.iter().all(|name| given.contains(name)), "{taken:?}");
    }
}
