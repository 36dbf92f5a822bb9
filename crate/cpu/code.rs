//! A tape made ready to run: values sorted by what they vary along, registers given out.

use crate::ir::ReduceKind;
use crate::plan::{Affine, Binary, BufferId, Instr, Store, Tape, Unary, View};

use super::domain::{Domain, Walk};
use super::lanes::Fused;

/// What a value varies along within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing.
    Scalar,
    /// The rows.
    Row,
    /// Rows and columns.
    Full,
}

/// Where a value is while a window is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// In the code.
    Constant(f32),
    /// In a register of its kind.
    Register(Kind, usize),
    /// In memory, at a walk along which it is contiguous.
    Memory(BufferId, usize),
}

impl Value {
    /// What it varies along.
    pub fn kind(self) -> Kind {
        match self {
            Value::Constant(_) => Kind::Scalar,
            Value::Register(kind, _) => kind,
            Value::Memory(..) => Kind::Full,
        }
    }
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Copies from a buffer along a walk.
    Load(BufferId, usize),
    /// The integers of a walk.
    Index(usize),
    /// Uniform numbers of a stream: seed, step, and the elements of a walk.
    Uniform(u32, Value, Value, usize),
    /// Looks an index up: buffer, walk of index 0, stride, number of valid indices.
    Indexed(BufferId, usize, usize, usize, Value),
    /// 1 where finite.
    Finite(Value),
    /// A function of one value.
    Unary(Unary, Value),
    /// A function of two values.
    Binary(Binary, Value, Value),
    /// `c ≠ 0 ? a : b`.
    Select(Value, Value, Value),
    /// Several operations on three values that vary and three that do not.
    Fused(Fused, [Value; 3], [Value; 3]),
    /// Nothing: what is fused does it.
    Joined,
    /// A value of rows repeated over columns.
    Spread(Value),
    /// Each row combined.
    RowReduce(ReduceKind, Value),
}

impl Action {
    fn values_mut(&mut self) -> Vec<&mut Value> {
        match self {
            Action::Load(..) | Action::Index(_) | Action::Joined => Vec::new(),
            Action::Uniform(_, a, b, _) | Action::Binary(_, a, b) => vec![a, b],
            Action::Select(a, b, c) => vec![a, b, c],
            Action::Fused(_, [x, y, z], [r, s, t]) => vec![x, y, z, r, s, t],
            Action::Indexed(.., a)
            | Action::Finite(a)
            | Action::Unary(_, a)
            | Action::Spread(a)
            | Action::RowReduce(_, a) => vec![a],
        }
    }
}

/// An action and the register its value goes to.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The kind of the result.
    pub kind: Kind,
    /// The register.
    pub to: usize,
}

/// A value that is stored along a walk; once a row with `row`.
#[derive(Clone, Debug)]
pub struct Put {
    /// The value.
    pub value: Value,
    /// Where this is 0, what lies there stays.
    pub when: Value,
    /// The buffer.
    pub buffer: BufferId,
    /// The walk.
    pub walk: usize,
    /// Whether it is one value for each row.
    pub row: bool,
}

/// A tape over a domain, ready to run.
#[derive(Clone, Debug)]
pub struct Code {
    /// The positions.
    pub domain: Domain,
    /// The walks over it.
    pub walks: Vec<Walk>,
    /// The actions on scalars, in order, which come first.
    pub scalars: Vec<Step>,
    /// The other actions in order.
    pub steps: Vec<Step>,
    /// What is kept.
    pub puts: Vec<Put>,
    /// A value that is handed on, and the walk of its place.
    pub result: Option<(Value, usize)>,
    /// How many registers of each kind it needs.
    pub registers: [usize; 3],
}

/// What a tape is compiled for.
pub struct Purpose<'a> {
    /// The domain.
    pub dims: &'a [usize],
    /// The leading axes that are those of the turn.
    pub lead: usize,
    /// Where the accumulated value of a contraction lies.
    pub accumulator: Option<&'a View>,
    /// The value that is handed on, and its place.
    pub result: Option<(usize, &'a Affine)>,
}

impl Code {
    /// Compiles a tape.
    pub fn new(tape: &Tape, purpose: &Purpose) -> Self {
        let whole = tape.reduces_rows() || tape.stores.iter().any(|s| s.row);
        let maps = maps(tape, purpose);
        let (domain, walks) = Domain::new(purpose.dims, purpose.lead, whole, &maps);
        let mut compiler = Compiler {
            maps: &maps,
            walks: &walks,
            domain: &domain,
            steps: Vec::new(),
            values: vec![Value::Constant(0.0); tape.instrs.len()],
            once: Vec::new(),
        };
        let readers = readers(tape, purpose.result.map(|r| r.0));
        for (i, instr) in tape.instrs.iter().enumerate() {
            if readers[i] > 0 {
                let kept = tape.stores.iter().any(|s| s.reg == i);
                compiler.values[i] = compiler.value(instr, purpose, kept);
                compiler.once.resize(compiler.steps.len(), readers[i] == 1);
            }
        }
        let mut puts: Vec<Put> = tape.stores.iter().map(|s| compiler.put(s)).collect();
        let mut result = purpose
            .result
            .map(|(reg, at)| (compiler.full(compiler.values[reg]), compiler.walk(at)));
        let mut steps = compiler.steps;
        let mut ends: Vec<&mut Value> = result.iter_mut().map(|r| &mut r.0).collect();
        for put in &mut puts {
            ends.extend([&mut put.value, &mut put.when]);
        }
        let registers = give_registers(&mut steps, ends);
        steps.retain(|step| !matches!(step.action, Action::Joined));
        let (scalars, steps) = steps.into_iter().partition(|s| s.kind == Kind::Scalar);
        Code {
            domain,
            walks,
            scalars,
            steps,
            puts,
            result,
            registers,
        }
    }
}

fn maps(tape: &Tape, purpose: &Purpose) -> Vec<Affine> {
    let mut maps: Vec<Affine> = Vec::new();
    let of_instr = |i: &Instr| match i {
        Instr::Load(v) | Instr::LoadFinite(v) | Instr::Indexed { view: v, .. } => {
            Some(v.at.clone())
        }
        Instr::Index(at) | Instr::Uniform { element: at, .. } => Some(at.clone()),
        Instr::Accumulator => purpose.accumulator.map(|v| v.at.clone()),
        _ => None,
    };
    let loads = tape.instrs.iter().filter_map(of_instr);
    let stores = tape.stores.iter().map(|s| s.view.at.clone());
    let result = purpose.result.iter().map(|r| r.1.clone());
    for map in loads.chain(stores).chain(result) {
        if !maps.contains(&map) {
            maps.push(map);
        }
    }
    maps
}

/// How often each instruction's value is read by others whose values are, or stored.
fn readers(tape: &Tape, result: Option<usize>) -> Vec<usize> {
    let mut readers = vec![0; tape.instrs.len()];
    let ends = tape.stores.iter().map(|s| s.reg).chain(result);
    ends.for_each(|r| readers[r] += 1);
    for i in (0..readers.len()).rev() {
        if readers[i] > 0 {
            let reads = tape.instrs[i].reads();
            reads.iter().for_each(|&r| readers[r] += 1);
        }
    }
    readers
}

/// A tape under way.
pub struct Compiler<'a> {
    maps: &'a [Affine],
    walks: &'a [Walk],
    domain: &'a Domain,
    /// The actions so far.
    pub steps: Vec<Step>,
    values: Vec<Value>,
    /// For each step, whether there is one reader of its value.
    pub once: Vec<bool>,
}

impl Compiler<'_> {
    fn walk(&self, at: &Affine) -> usize {
        self.maps.iter().position(|m| m == at).unwrap_or(0)
    }

    fn along(&self, walk: usize) -> Kind {
        match (self.walks[walk].row, self.walks[walk].column) {
            (0, 0) => Kind::Scalar,
            (_, 0) => Kind::Row,
            _ => Kind::Full,
        }
    }

    /// Appends a step; registers are numbered by step until they are given out.
    pub fn step(&mut self, action: Action, kind: Kind) -> Value {
        let to = self.steps.len();
        self.steps.push(Step { action, kind, to });
        Value::Register(kind, to)
    }

    fn value(&mut self, instr: &Instr, purpose: &Purpose, kept: bool) -> Value {
        match instr {
            Instr::Const(bits) => Value::Constant(f32::from_bits(*bits)),
            Instr::Load(view) => self.load(view, kept),
            Instr::LoadFinite(view) => {
                let x = self.load(view, false);
                self.step(Action::Finite(x), x.kind())
            }
            Instr::Accumulator => purpose
                .accumulator
                .map_or(Value::Constant(0.0), |view| self.load(view, kept)),
            Instr::Index(at) => {
                let walk = self.walk(at);
                self.step(Action::Index(walk), self.along(walk))
            }
            Instr::Uniform {
                stream,
                seed,
                step,
                element,
            } => {
                let walk = self.walk(element);
                let (mut seed, mut step) = (self.values[*seed], self.values[*step]);
                let mut kind = self.along(walk);
                if seed.kind().max(step.kind()) > Kind::Scalar {
                    kind = Kind::Full;
                    (seed, step) = (self.full(seed), self.full(step));
                }
                self.step(Action::Uniform(*stream, seed, step, walk), kind)
            }
            Instr::Indexed {
                view,
                stride,
                len,
                index,
            } => {
                let walk = self.walk(&view.at);
                let index = self.values[*index];
                let kind = self.along(walk).max(index.kind());
                self.step(
                    Action::Indexed(view.buffer, walk, *stride, *len, index),
                    kind,
                )
            }
            Instr::Unary(f, x) => {
                let x = self.values[*x];
                self.step(Action::Unary(*f, x), x.kind())
            }
            Instr::Binary(f, a, b) => {
                let [a, b] = self.aligned([self.values[*a], self.values[*b]]);
                let action = self.joined(*f, a, b).unwrap_or(Action::Binary(*f, a, b));
                self.step(action, a.kind().max(b.kind()))
            }
            Instr::Select(c, a, b) => {
                let [c, a, b] = self.aligned([self.values[*c], self.values[*a], self.values[*b]]);
                let kind = c.kind().max(a.kind()).max(b.kind());
                self.step(Action::Select(c, a, b), kind)
            }
            Instr::RowReduce(kind, x) => {
                let x = self.full(self.values[*x]);
                self.step(Action::RowReduce(*kind, x), Kind::Row)
            }
        }
    }

    /// What is `kept` lies in a register, so that no store changes it.
    fn load(&mut self, view: &View, kept: bool) -> Value {
        let walk = self.walk(&view.at);
        let kind = self.along(walk);
        if kind == Kind::Full && !kept && self.domain.contiguous(&self.walks[walk]) {
            return Value::Memory(view.buffer, walk);
        }
        self.step(Action::Load(view.buffer, walk), kind)
    }

    /// Operands of one operation: where one is full, those of rows are spread.
    fn aligned<const N: usize>(&mut self, values: [Value; N]) -> [Value; N] {
        let full = values.iter().any(|v| v.kind() == Kind::Full);
        values.map(|v| {
            if full && v.kind() == Kind::Row {
                self.full(v)
            } else {
                v
            }
        })
    }

    fn full(&mut self, value: Value) -> Value {
        if value.kind() == Kind::Full {
            value
        } else {
            self.step(Action::Spread(value), Kind::Full)
        }
    }

    fn put(&mut self, store: &Store) -> Put {
        let (buffer, walk) = (store.view.buffer, self.walk(&store.view.at));
        let whole = self.values[store.reg];
        let (value, when) = match self.choice(whole, Value::Memory(buffer, walk)) {
            Some([value, when]) => (value, when),
            None => (whole, Value::Constant(1.0)),
        };
        let row = store.row;
        Put {
            value,
            when,
            buffer,
            walk,
            row,
        }
    }
}

/// Registers are used again when nobody reads their value any more, but for those of scalars,
/// which serve several windows.
fn give_registers(steps: &mut [Step], ends: Vec<&mut Value>) -> [usize; 3] {
    let mut last: Vec<usize> = (0..steps.len()).collect();
    for (i, step) in steps.iter_mut().enumerate() {
        for value in step.action.values_mut() {
            if let Value::Register(_, of) = value {
                last[*of] = i;
            }
        }
    }
    for value in &ends {
        if let Value::Register(_, of) = value {
            last[*of] = usize::MAX;
        }
    }
    let mut given = vec![0; steps.len()];
    let mut free: [Vec<usize>; 3] = Default::default();
    let mut counts = [0; 3];
    for i in 0..steps.len() {
        let file = steps[i].kind as usize;
        given[i] = free[file].pop().unwrap_or_else(|| {
            counts[file] += 1;
            counts[file] - 1
        });
        let mut done: Vec<(usize, usize)> = Vec::new();
        for value in steps[i].action.values_mut() {
            if let Value::Register(kind, of) = value {
                if last[*of] == i && !done.contains(&(*kind as usize, given[*of])) {
                    done.push((*kind as usize, given[*of]));
                }
                *of = given[*of];
            }
        }
        let others = |done: &(usize, usize)| done.0 != Kind::Scalar as usize;
        let done = done.into_iter().filter(others);
        done.for_each(|(file, r)| free[file].push(r));
        if last[i] == i {
            free[file].push(given[i]);
        }
        steps[i].to = given[i];
    }
    for value in ends {
        if let Value::Register(_, of) = value {
            *of = given[*of];
        }
    }
    counts
}
