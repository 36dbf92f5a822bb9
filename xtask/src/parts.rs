//! A module in parts: what all of its users need, and what only those of one exhibit do.
//!
//! A part is a module of its own. It takes the memory, the table and whatever else it uses from
//! the rest, the core; there, a call of one of its functions goes through the table, whose places
//! the part fills when it is instantiated. Before that, such a call is a trap.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, bail};
use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind, GlobalId,
    GlobalKind, ImportedFunction, LocalFunction, Module, ModuleConfig, RefType, TableId,
};

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

/// What belongs to a part: the functions whose path begins so; and those that are called through
/// the table and made for a type whose path does.
pub struct Mark {
    /// The name of the part.
    pub part: String,
    /// How the paths begin.
    pub path: String,
}

impl Mark {
    fn holds(&self, name: &str, is_pointed: bool) -> bool {
        let path = name.trim_start_matches(['<', '&', '*', '(', ' ']);
        let is_common = COMMON.iter().any(|common| path.starts_with(common));
        path.starts_with(&self.path) || is_pointed && !is_common && name.contains(&self.path)
    }
}

/// Splits a module that has demangled names. What only functions of one part reach goes with them.
pub fn split(bytes: &[u8], marks: &[Mark]) -> anyhow::Result<Parts> {
    let module = parse(bytes)?;
    let calls = Calls::of(&module)?;
    let homes = calls.homes(&module, marks);
    let all: BTreeSet<&String> = homes.iter().flatten().collect();
    let mut entries = Vec::new();
    for (at, home) in homes.iter().enumerate() {
        if home.is_some() && calls.is_called_from_outside(at, &homes) {
            entries.push(at);
        }
    }
    let plan = Plan {
        homes: &homes,
        entries: &entries,
        calls: &calls,
    };
    let part = |name: &&String| Ok(((*name).clone(), plan.part(bytes, name)?));
    let parts = all.iter().map(part).collect::<anyhow::Result<_>>()?;
    Ok(Parts {
        core: plan.core(bytes)?,
        parts,
    })
}

fn parse(bytes: &[u8]) -> anyhow::Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_dwarf(false).generate_name_section(false);
    config.generate_producers_section(false);
    config.parse(bytes).context("a module to split")
}

/// The functions of a module: where they stand in it is the same each time it is read.
fn functions(module: &Module) -> Vec<FunctionId> {
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
struct Calls {
    called: Vec<Vec<usize>>,
    /// Functions that are called through the table.
    pointed: BTreeSet<usize>,
    /// Functions that are called from outside the module.
    exported: BTreeSet<usize>,
}

impl Calls {
    fn of(module: &Module) -> anyhow::Result<Self> {
        let ids = functions(module);
        let at: HashMap<FunctionId, usize> = ids.iter().copied().zip(0..).collect();
        let called = |id: &FunctionId| match &module.funcs.get(*id).kind {
            FunctionKind::Local(body) => called(body).iter().map(|id| at[id]).collect(),
            _ => Vec::new(),
        };
        let mut pointed = BTreeSet::new();
        for element in module.elements.iter() {
            match &element.items {
                ElementItems::Functions(those) => pointed.extend(those.iter().map(|id| at[id])),
                ElementItems::Expressions(..) => bail!("a table is filled by expressions"),
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
            let name = f.name.as_deref().filter(|_| body.size() > SMALL)?;
            let (name, is_pointed) = (without_hashes(name), self.pointed.contains(&at));
            let mark = marks.iter().find(|mark| mark.holds(&name, is_pointed));
            mark.map(|mark| mark.part.clone())
        };
        let own: Vec<Option<String>> = module.funcs.iter().enumerate().map(own).collect();
        let rooted = self.exported.union(&self.pointed);
        let roots = rooted.copied().filter(|&at| own[at].is_none());
        let core = self.reached(roots.collect(), |at| own[at].is_some());
        let mut users: Vec<BTreeSet<&String>> = vec![BTreeSet::new(); own.len()];
        for part in own.iter().flatten().collect::<BTreeSet<_>>() {
            let seeds = (0..own.len()).filter(|&at| own[at].as_ref() == Some(part));
            for at in self.reached(seeds.collect(), |at| core.contains(&at)) {
                users[at].insert(part);
            }
        }
        let home = |(f, users): (&walrus::Function, BTreeSet<&String>)| {
            let is_local = matches!(f.kind, FunctionKind::Local(_));
            let part = users.first().filter(|_| is_local && users.len() == 1);
            part.map(|part| (*part).clone())
        };
        module.funcs.iter().zip(users).map(home).collect()
    }

    /// All that is called from these, themselves included, up to where it stops.
    fn reached(&self, from: Vec<usize>, stops: impl Fn(usize) -> bool) -> BTreeSet<usize> {
        let mut todo = from;
        let mut found = BTreeSet::new();
        while let Some(at) = todo.pop() {
            if found.insert(at) {
                todo.extend(self.called[at].iter().filter(|&&to| !stops(to)));
            }
        }
        found
    }

    /// Whether a function of a part is called by anything but that part.
    fn is_called_from_outside(&self, at: usize, homes: &[Option<String>]) -> bool {
        let calls =
            |(by, called): (usize, &Vec<usize>)| homes[by] != homes[at] && called.contains(&at);
        let is_rooted = self.pointed.contains(&at) || self.exported.contains(&at);
        is_rooted || self.called.iter().enumerate().any(calls)
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
struct Plan<'a> {
    homes: &'a [Option<String>],
    /// Functions of parts that are called from outside of them: each has a place in the table.
    entries: &'a [usize],
    calls: &'a Calls,
}

impl Plan<'_> {
    /// The core: functions of parts are called through the table, and what parts call is exported.
    fn core(&self, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut module = parse(bytes)?;
        let ids = functions(&module);
        let table = table(&module)?;
        let places = module.tables.get_mut(table);
        let first = places.initial;
        places.initial += self.entries.len() as u64;
        places.maximum = places.maximum.map(|most| most.max(places.initial));
        for (at, home) in self.homes.iter().enumerate() {
            let place = self.entries.binary_search(&at).ok();
            let place = place.map(|nth| (table, i32::try_from(first).unwrap_or(0) + nth as i32));
            if home.is_some() {
                forward(&mut module, ids[at], place);
            } else if self.is_taken(at) {
                module.exports.add(&format!("f{at}"), ids[at]);
            }
        }
        module.exports.add("table", table);
        let globals: Vec<GlobalId> = module.globals.iter().map(walrus::Global::id).collect();
        for (nth, id) in globals.into_iter().enumerate() {
            module.exports.add(&format!("g{nth}"), id);
        }
        Ok(finished(module))
    }

    /// Whether some part calls this function of the core.
    fn is_taken(&self, at: usize) -> bool {
        let takes =
            |(by, called): (usize, &Vec<usize>)| self.homes[by].is_some() && called.contains(&at);
        self.calls.called.iter().enumerate().any(takes)
    }

    /// A part: its own functions, and from the core what these use.
    fn part(&self, bytes: &[u8], name: &String) -> anyhow::Result<Vec<u8>> {
        let mut module = parse(bytes)?;
        let ids = functions(&module);
        let table = table(&module)?;
        let first = module.tables.get(table).initial;
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
        for (nth, at) in self.entries.iter().enumerate() {
            if self.homes[*at].as_ref() == Some(name) {
                let place = ConstExpr::Value(ir::Value::I32(first as i32 + nth as i32));
                let kind = ElementKind::Active {
                    table,
                    offset: place,
                };
                let items = ElementItems::Functions(vec![ids[*at]]);
                let element = module.elements.add(kind, items);
                module.tables.get_mut(table).elem_segments.insert(element);
            }
        }
        Ok(finished(module))
    }
}

/// The table of functions.
fn table(module: &Module) -> anyhow::Result<TableId> {
    let mut tables = module
        .tables
        .iter()
        .filter(|t| t.element_ty == RefType::FUNCREF);
    let first = tables
        .next()
        .context("a module without a table of functions")?;
    Ok(first.id())
}

/// Leaves a function that calls what stands at a place of the table; or nothing.
fn forward(module: &mut Module, id: FunctionId, place: Option<(TableId, i32)>) {
    let ty = module.funcs.get(id).ty();
    let signature = module.types.get(ty);
    let (takes, gives) = (signature.params().to_vec(), signature.results().to_vec());
    let args: Vec<_> = takes.iter().map(|&t| module.locals.add(t)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &takes, &gives);
    let mut body = builder.func_body();
    if let Some((table, at)) = place {
        for &arg in &args {
            body.local_get(arg);
        }
        body.i32_const(at).call_indirect(ty, table);
    } else {
        body.unreachable();
    }
    module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(args));
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

/// Takes memory, table and globals from the core.
fn share(module: &mut Module) -> anyhow::Result<()> {
    let memory = module.get_memory_id()?;
    module.memories.get_mut(memory).import = Some(module.imports.add(CORE, "memory", memory));
    let table = table(module)?;
    let places = module.tables.get_mut(table);
    // As many as the core has: more than when the module was whole.
    places.maximum = None;
    places.import = Some(module.imports.add(CORE, "table", table));
    let globals: Vec<GlobalId> = module.globals.iter().map(walrus::Global::id).collect();
    for (nth, id) in globals.into_iter().enumerate() {
        let import = module.imports.add(CORE, &format!("g{nth}"), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    Ok(())
}

fn finished(mut module: Module) -> Vec<u8> {
    walrus::passes::gc::run(&mut module);
    module.emit_wasm()
}

#[cfg(test)]
mod tests {
    use walrus::{ExportItem, ImportKind, InstrSeqBuilder};

    use super::*;

    /// A module whose `all` calls `own` of a part and `both`; `own` calls `deep` and `both`.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        module.tables.add_local(false, 1, Some(1), RefType::FUNCREF);
        let mut add = |name: &str, calls: &[FunctionId]| {
            let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
            let mut inside: InstrSeqBuilder = body.name(name.into()).func_body();
            calls.iter().for_each(|&id| {
                inside.call(id);
            });
            (0..SMALL).for_each(|_| {
                inside.i32_const(1).drop();
            });
            body.finish(Vec::new(), &mut module.funcs)
        };
        let both = add("both", &[]);
        let deep = add("deep", &[]);
        let own = add("it::part::own", &[deep, both]);
        let all = add("all", &[own, both]);
        module.exports.add("all", all);
        module.emit_wasm()
    }

    fn parted() -> Parts {
        let [part, path] = ["part", "it::part::"].map(str::to_owned);
        split(&module(), &[Mark { part, path }]).unwrap()
    }

    #[test]
    fn a_mark_holds_what_begins_so_and_what_is_made_for_it() {
        let [part, path] = ["part", "it::part::"].map(str::to_owned);
        let mark = Mark { part, path };
        let name = without_hashes("<it[0123456789abcdef]::part::Thing>::new");
        assert!(mark.holds(&name, false));
        assert!(mark.holds("it::open::<it::part::Thing>", true));
        assert!(!mark.holds("it::open::<it::part::Thing>", false));
        assert!(!mark.holds("<alloc::rc::Rc<it::part::Thing>>::drop_slow", true));
        assert_eq!(without_hashes("<[u8] as it[1]>"), "<[u8] as it[1]>");
    }

    #[test]
    fn what_only_a_part_reaches_goes_with_it() {
        let Parts { core, parts } = parted();
        let [part] = ["part"].map(|name| parse(&parts[name]).unwrap());
        let core = parse(&core).unwrap();
        // `all`, `both`, and what stands for `own`.
        assert_eq!(core.funcs.iter_local().count(), 3);
        // `own` and `deep`.
        assert_eq!(part.funcs.iter_local().count(), 2);
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
    fn each_way_into_a_part_has_a_place_in_the_table() {
        let Parts { core, parts } = parted();
        let core = parse(&core).unwrap();
        let size = |module: &Module| module.tables.iter().map(|t| t.initial).sum::<u64>();
        assert_eq!(size(&core), 2);
        let part = parse(&parts["part"]).unwrap();
        let filled: Vec<_> = part.elements.iter().collect();
        let [element] = filled[..] else {
            panic!("{filled:?}");
        };
        assert!(matches!(
            element.kind,
            ElementKind::Active {
                offset: ConstExpr::Value(ir::Value::I32(1)),
                ..
            }
        ));
    }
}
