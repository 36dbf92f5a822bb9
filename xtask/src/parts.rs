//! A module in parts: what all of its users need, and what only those of one exhibit do.
//!
//! A part is a module of its own. It takes the memory, the table and whatever else it uses from
//! the rest, the core, which calls it through the table alone: its functions take their places
//! there when it is instantiated. Before that, such a call is a trap.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, bail};
use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalId, GlobalKind,
    ImportedFunction, LocalFunction, Module, ModuleConfig, RefType, TableId,
};

use crate::panics;

/// The name under which a part knows the core.
const CORE: &str = "core";
/// Up to this many instructions a function's name says little: several small ones may have become
/// one, with the name of any of them. These go where they are called.
const SMALL: u64 = 64;
/// Functions of these crates, too, are often the same for several types.
const COMMON: [&str; 3] = ["core::", "alloc::", "std::"];

/// A module in parts, each in bytes.
pub struct Parts {
    /// What is always needed.
    pub core: Vec<u8>,
    /// What is needed by one part, by its name.
    pub parts: BTreeMap<String, Vec<u8>>,
}

/// What is a way into a part: functions that are called through the table, and are of such a path
/// or made for a type that is.
pub struct Mark {
    /// The name of the part.
    pub part: String,
    /// How the path begins.
    pub path: String,
}

impl Mark {
    fn holds(&self, name: &str) -> bool {
        let path = name.trim_start_matches(['<', '&', '*', '(', ' ']);
        let is_common = COMMON.iter().any(|common| path.starts_with(common));
        !is_common && name.contains(&self.path)
    }
}

/// Splits a module that has demangled names. What can only be reached by the ways into one part
/// goes with them: whatever the rest calls by itself stays with the rest.
pub fn split(bytes: &[u8], marks: &[Mark]) -> anyhow::Result<Parts> {
    let module = parse(bytes)?;
    let calls = Calls::of(&module)?;
    let homes = calls.homes(&module, marks);
    let plan = Plan { homes, calls };
    let parts = plan.homes.iter().flatten().collect::<BTreeSet<_>>();
    let part = |name: &String| Ok((name.clone(), finished(plan.part(bytes, name)?)));
    Ok(Parts {
        core: finished(plan.core(bytes)?),
        parts: parts.into_iter().map(part).collect::<anyhow::Result<_>>()?,
    })
}

/// Reads a module.
pub fn parse(bytes: &[u8]) -> anyhow::Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_dwarf(false).generate_name_section(false);
    config.generate_producers_section(false);
    config.parse(bytes).context("a module to split")
}

/// The functions of a module: where they stand in it is the same each time it is read.
pub fn functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter().map(walrus::Function::id).collect()
}

/// A name without what tells versions of a crate apart: `soupcon[5f0d4bda046de519]::gpu`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut all, part| {
        match part.split_once(']') {
            Some((hash, rest)) if hash.len() == 16 => all.push_str(rest),
            _ => {
                all.push('[');
                all.push_str(part);
            }
        }
        all
    })
}

/// Who calls whom, by where functions stand in the module.
pub struct Calls {
    /// What each of them calls by itself.
    pub called: Vec<Vec<usize>>,
    /// Functions that are called through the table, and their places in it.
    pub pointed: BTreeMap<usize, Vec<i32>>,
    /// Functions that are called from outside the module.
    pub exported: BTreeSet<usize>,
}

impl Calls {
    /// Reads who calls whom.
    pub fn of(module: &Module) -> anyhow::Result<Self> {
        let ids = functions(module);
        let at: HashMap<FunctionId, usize> = ids.iter().copied().zip(0..).collect();
        let called = |id: &FunctionId| match &module.funcs.get(*id).kind {
            FunctionKind::Local(body) => called(body).iter().map(|id| at[id]).collect(),
            _ => Vec::new(),
        };
        let mut pointed: BTreeMap<usize, Vec<i32>> = BTreeMap::new();
        for element in module.elements.iter() {
            let (ElementKind::Active { offset, .. }, ElementItems::Functions(those)) =
                (&element.kind, &element.items)
            else {
                bail!("a table that is not filled with functions at the start");
            };
            let ConstExpr::Value(ir::Value::I32(first)) = offset else {
                bail!("a table that is filled from a place that is computed");
            };
            for (id, place) in those.iter().zip(*first..) {
                pointed.entry(at[id]).or_default().push(place);
            }
        }
        let exports = module
            .exports
            .iter()
            .filter_map(|export| match export.item {
                walrus::ExportItem::Function(id) => Some(at[&id]),
                _ => None,
            });
        let exported = exports.chain(module.start.map(|id| at[&id])).collect();
        Ok(Calls {
            called: ids.iter().map(called).collect(),
            pointed,
            exported,
        })
    }

    /// The part that each function goes to; none for the core.
    fn homes(&self, module: &Module, marks: &[Mark]) -> Vec<Option<String>> {
        let own = |(at, f): (usize, &walrus::Function)| {
            let FunctionKind::Local(body) = &f.kind else {
                return None;
            };
            let is_way = self.pointed.contains_key(&at) && body.size() > SMALL;
            let name = without_hashes(f.name.as_deref().filter(|_| is_way)?);
            let mark = marks.iter().find(|mark| mark.holds(&name));
            mark.map(|mark| &*mark.part)
        };
        let own: Vec<Option<&str>> = module.funcs.iter().enumerate().map(own).collect();
        let rooted = self.exported.iter().chain(self.pointed.keys());
        let roots = rooted.copied().filter(|&at| own[at].is_none());
        let core = self.reached(roots.collect(), &BTreeSet::new());
        let mut users: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); own.len()];
        for part in own.iter().flatten().collect::<BTreeSet<_>>() {
            let ways = (0..own.len()).filter(|&at| own[at] == Some(part) && !core.contains(&at));
            for at in self.reached(ways.collect(), &core) {
                users[at].insert(part);
            }
        }
        let home = |(f, users): (&walrus::Function, BTreeSet<&str>)| {
            let is_local = matches!(f.kind, FunctionKind::Local(_));
            let part = users.first().filter(|_| is_local && users.len() == 1);
            part.map(|part| (*part).to_owned())
        };
        module.funcs.iter().zip(users).map(home).collect()
    }

    /// All that is called from these, themselves included, without what is known.
    fn reached(&self, from: Vec<usize>, known: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut todo = from;
        let mut found = BTreeSet::new();
        while let Some(at) = todo.pop() {
            if found.insert(at) {
                todo.extend(self.called[at].iter().filter(|to| !known.contains(to)));
            }
        }
        found
    }
}

/// What a body calls.
fn called(body: &LocalFunction) -> BTreeSet<FunctionId> {
    #[derive(Default)]
    struct Called(BTreeSet<FunctionId>);
    impl Visitor<'_> for Called {
        fn visit_function_id(&mut self, id: &FunctionId) {
            self.0.insert(*id);
        }
    }
    let mut visitor = Called::default();
    dfs_in_order(&mut visitor, body, body.entry_block());
    visitor.0
}

/// Which function goes where.
pub struct Plan {
    /// The part of each; none for the core.
    pub homes: Vec<Option<String>>,
    /// Who calls whom.
    pub calls: Calls,
}

impl Plan {
    /// The core: functions of parts do nothing, and what parts call is exported.
    pub fn core(&self, bytes: &[u8]) -> anyhow::Result<Module> {
        let mut module = parse(bytes)?;
        for (at, id) in functions(&module).into_iter().enumerate() {
            if self.homes[at].is_some() {
                panics::empty(&mut module, id);
            } else if self.is_taken(at) {
                module.exports.add(&format!("f{at}"), id);
            }
        }
        for (name, table) in tables(&module)? {
            module.exports.add(&name, table);
        }
        let globals: Vec<GlobalId> = module.globals.iter().map(walrus::Global::id).collect();
        for (nth, id) in globals.into_iter().enumerate() {
            module.exports.add(&format!("g{nth}"), id);
        }
        Ok(module)
    }

    /// Whether some part calls this function of the core.
    fn is_taken(&self, at: usize) -> bool {
        let takes =
            |(by, called): (usize, &Vec<usize>)| self.homes[by].is_some() && called.contains(&at);
        self.calls.called.iter().enumerate().any(takes)
    }

    /// A part: its own functions, and from the core what these use.
    pub fn part(&self, bytes: &[u8], name: &String) -> anyhow::Result<Module> {
        let mut module = parse(bytes)?;
        let ids = functions(&module);
        bare(&mut module);
        for (at, &id) in ids.iter().enumerate() {
            if self.homes[at].as_ref() != Some(name) {
                // What the core has from the page comes from the core, too, and only from there.
                if let FunctionKind::Import(own) = &module.funcs.get(id).kind {
                    let own = own.import;
                    module.imports.delete(own);
                }
                let import = module.imports.add(CORE, &format!("f{at}"), id);
                let ty = module.funcs.get(id).ty();
                module.funcs.get_mut(id).kind =
                    FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
        share(&mut module)?;
        let table = table(&module)?;
        for (at, places) in &self.calls.pointed {
            for &place in places
                .iter()
                .filter(|_| self.homes[*at].as_ref() == Some(name))
            {
                fill(&mut module, table, place, vec![ids[*at]]);
            }
        }
        Ok(module)
    }
}

/// Fills the places of a table from `first` on, at the start.
pub fn fill(module: &mut Module, table: TableId, first: i32, with: Vec<FunctionId>) {
    let offset = ConstExpr::Value(ir::Value::I32(first));
    let kind = ElementKind::Active { table, offset };
    let element = module.elements.add(kind, ElementItems::Functions(with));
    module.tables.get_mut(table).elem_segments.insert(element);
}

/// The table of functions.
pub fn table(module: &Module) -> anyhow::Result<TableId> {
    let mut tables = module
        .tables
        .iter()
        .filter(|t| t.element_ty == RefType::FUNCREF);
    let first = tables
        .next()
        .context("a module without a table of functions")?;
    Ok(first.id())
}

/// All tables, and the names under which parts know them: functions, then whatever JavaScript gave.
fn tables(module: &Module) -> anyhow::Result<Vec<(String, TableId)>> {
    let functions = table(module)?;
    let all = module.tables.iter().map(walrus::Table::id);
    let others = all.filter(|&id| id != functions).enumerate();
    let others = others.map(|(nth, id)| (format!("t{nth}"), id));
    Ok([("table".to_owned(), functions)]
        .into_iter()
        .chain(others)
        .collect())
}

/// Takes away what makes a module do or keep anything by itself.
fn bare(module: &mut Module) {
    module.start = None;
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    let elements: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    elements
        .into_iter()
        .for_each(|id| module.elements.delete(id));
    module
        .tables
        .iter_mut()
        .for_each(|t| t.elem_segments.clear());
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    data.into_iter().for_each(|id| module.data.delete(id));
    module
        .memories
        .iter_mut()
        .for_each(|m| m.data_segments.clear());
}

/// Takes memory, tables and globals from the core.
fn share(module: &mut Module) -> anyhow::Result<()> {
    let memory = module.get_memory_id()?;
    module.memories.get_mut(memory).import = Some(module.imports.add(CORE, "memory", memory));
    for (name, table) in tables(module)? {
        module.tables.get_mut(table).import = Some(module.imports.add(CORE, &name, table));
    }
    let globals: Vec<GlobalId> = module.globals.iter().map(walrus::Global::id).collect();
    for (nth, id) in globals.into_iter().enumerate() {
        let import = module.imports.add(CORE, &format!("g{nth}"), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    Ok(())
}

/// The bytes of a module, without what nothing in it needs.
pub fn finished(mut module: Module) -> Vec<u8> {
    walrus::passes::gc::run(&mut module);
    module.emit_wasm()
}

#[cfg(test)]
mod tests {
    use walrus::{ExportItem, FunctionBuilder, ImportKind, InstrSeqBuilder};

    use super::*;

    /// A module whose `all` calls `both` and, through the table, `own` of a part; that one calls
    /// `deep` and `both`.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        let table = module.tables.add_local(false, 3, Some(3), RefType::FUNCREF);
        let given = module.tables.add_local(false, 1, None, RefType::EXTERNREF);
        let ty = module.types.add(&[], &[]);
        let mut add = |name: &str, calls: &[FunctionId], place: Option<i32>| {
            let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
            let mut inside: InstrSeqBuilder = body.name(name.into()).func_body();
            for &id in calls {
                inside.call(id);
            }
            if let Some(place) = place {
                inside.i32_const(place).call_indirect(ty, table);
            }
            for _ in 0..SMALL {
                inside.table_size(given).drop();
            }
            body.finish(Vec::new(), &mut module.funcs)
        };
        let both = add("both", &[], None);
        let deep = add("deep", &[], None);
        let own = add("it::part::own", &[deep, both], None);
        let named = add("it::part::named", &[], None);
        let all = add("all", &[both, named], Some(2));
        module.exports.add("all", all);
        let offset = ConstExpr::Value(ir::Value::I32(1));
        let items = ElementItems::Functions(vec![both, own]);
        let element = module
            .elements
            .add(ElementKind::Active { table, offset }, items);
        module.tables.get_mut(table).elem_segments.insert(element);
        module.emit_wasm()
    }

    fn parted() -> Parts {
        let [part, path] = ["part", "it::part::"].map(str::to_owned);
        split(&module(), &[Mark { part, path }]).unwrap()
    }

    #[test]
    fn a_mark_holds_what_is_made_for_its_path() {
        let [part, path] = ["part", "it::part::"].map(str::to_owned);
        let mark = Mark { part, path };
        let name = without_hashes("<it[0123456789abcdef]::part::Thing>::new");
        assert!(mark.holds(&name));
        assert!(mark.holds("it::open::<it::part::Thing>"));
        assert!(!mark.holds("<alloc::rc::Rc<it::part::Thing>>::drop_slow"));
        assert_eq!(without_hashes("<[u8] as it[1]>"), "<[u8] as it[1]>");
    }

    #[test]
    fn what_is_reached_by_a_way_into_a_part_alone_goes_with_it() {
        let Parts { core, parts } = parted();
        let size = |bytes: &[u8]| {
            let module = parse(bytes).unwrap();
            let sizes = module.funcs.iter_local().map(|(_, f)| f.size() > 1);
            sizes.filter(|is_whole| *is_whole).count()
        };
        // `all`, `both`, and `named`, which is called by itself, whatever it is called.
        assert_eq!(size(&core), 3);
        // `own` and `deep`.
        assert_eq!(size(&parts["part"]), 2);
    }

    #[test]
    fn a_part_takes_from_the_core_what_that_gives() {
        let Parts { core, parts } = parted();
        let core = parse(&core).unwrap();
        let part = parse(&parts["part"]).unwrap();
        let taken: Vec<_> = part
            .imports
            .iter()
            .map(|i| (&*i.module, &*i.name))
            .collect();
        assert!(taken.contains(&("core", "table")), "{taken:?}");
        // What JavaScript gave lies in one table for all.
        assert!(taken.contains(&("core", "t0")), "{taken:?}");
        for import in part.imports.iter() {
            let given = core.exports.iter().find(|e| e.name == import.name);
            let given = given.unwrap_or_else(|| panic!("{}", import.name));
            assert!(matches!(
                (&import.kind, given.item),
                (ImportKind::Function(_), ExportItem::Function(_))
                    | (ImportKind::Memory(_), ExportItem::Memory(_))
                    | (ImportKind::Table(_), ExportItem::Table(_))
                    | (ImportKind::Global(_), ExportItem::Global(_))
            ));
        }
    }

    #[test]
    fn a_part_takes_its_places_in_the_table() {
        let part = parse(&parted().parts["part"]).unwrap();
        let filled: Vec<_> = part
            .elements
            .iter()
            .map(|e| format!("{:?}", e.kind))
            .collect();
        assert_eq!(filled.len(), 1, "{filled:?}");
        assert!(filled[0].contains("I32(2)"), "{filled:?}");
    }
}
