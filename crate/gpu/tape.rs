//! Instructions as shader statements.
//!
//! A value keeps the form it comes in: a word that only moves is never a float on
//! the way, so that its bits arrive as they left.

use std::fmt::Write;

use crate::ir::ReduceKind;
use crate::plan::{Binary, Instr, Reg, Store, Tape, Unary};

use super::source::{Source, affine};

/// What the name of a value stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// 32 bits.
    Word,
    /// An `f32`.
    Float,
    /// A condition: 1 or 0 as a number.
    Truth,
}

/// Writes a tape's instructions at one position.
pub struct Writer<'w, 'a> {
    /// The kernel.
    pub source: &'w mut Source<'a>,
    tape: &'w Tape,
    at: Vec<String>,
    accumulator: Option<String>,
    forms: Vec<Option<Form>>,
}

impl<'w, 'a> Writer<'w, 'a> {
    /// Nothing written yet, at the position `at`.
    pub fn new(source: &'w mut Source<'a>, tape: &'w Tape, at: &[String]) -> Self {
        Writer {
            source,
            tape,
            at: at.to_vec(),
            accumulator: None,
            forms: vec![None; tape.instrs.len()],
        }
    }

    /// The same, behind a contraction whose result has this name.
    pub fn after(source: &'w mut Source<'a>, tape: &'w Tape, at: &[String], acc: &str) -> Self {
        let mut it = Self::new(source, tape, at);
        it.accumulator = Some(acc.into());
        it
    }

    /// Writes `reg` and what it needs, as far as it is not there yet.
    pub fn need(&mut self, reg: Reg) {
        if self.forms[reg].is_some() {
            return;
        }
        for read in self.tape.instrs[reg].reads() {
            self.need(read);
        }
        let instr = self.tape.instrs[reg].clone();
        let (form, text) = self.expression(&instr);
        let _ = writeln!(self.source.text, "    let r{reg} = {text};");
        self.forms[reg] = Some(form);
    }

    /// Takes a value as written, under its usual name, as a float.
    pub fn assume_float(&mut self, reg: Reg) {
        self.forms[reg] = Some(Form::Float);
    }

    /// Forgets values that differ along the row.
    pub fn leave_row(&mut self) {
        for (form, &row) in self.forms.iter_mut().zip(&self.tape.row) {
            if !row {
                *form = None;
            }
        }
    }

    /// A value as an `f32`.
    pub fn float(&self, reg: Reg) -> String {
        match self.forms[reg] {
            Some(Form::Float) => format!("r{reg}"),
            Some(Form::Truth) => format!("select(0.0, 1.0, r{reg})"),
            _ => match self.tape.instrs[reg] {
                Instr::Const(word) => literal(word),
                _ => format!("bitcast<f32>(r{reg})"),
            },
        }
    }

    /// A value as 32 bits.
    pub fn word(&self, reg: Reg) -> String {
        match self.forms[reg] {
            Some(Form::Float) => format!("bitcast<u32>(r{reg})"),
            Some(Form::Truth) => format!("select(0u, 0x3f800000u, r{reg})"),
            _ => format!("r{reg}"),
        }
    }

    /// Whether a value differs from zero.
    fn truth(&self, reg: Reg) -> String {
        match self.forms[reg] {
            Some(Form::Truth) => format!("r{reg}"),
            _ => format!("(({} & 0x7fffffffu) != 0u)", self.word(reg)),
        }
    }

    /// Writes a value to its place.
    pub fn store(&mut self, store: &Store) {
        let place = self.source.write(&store.view, &self.at);
        let word = self.word(store.reg);
        let _ = writeln!(self.source.text, "    {place} = {word};");
    }

    fn expression(&mut self, instr: &Instr) -> (Form, String) {
        let at = self.at.clone();
        match instr {
            Instr::Const(word) => (Form::Word, format!("{word}u")),
            Instr::Load(view) => (Form::Word, self.source.read(view, &at)),
            Instr::LoadFinite(view) => {
                let word = self.source.read(view, &at);
                (Form::Truth, format!("is_finite({word})"))
            }
            Instr::Accumulator => {
                let name = self.accumulator.clone().unwrap_or_else(|| "0.0".into());
                (Form::Float, name)
            }
            Instr::Index(map) => (Form::Word, affine(map, &at)),
            Instr::Uniform {
                stream,
                seed,
                step,
                element,
            } => {
                let (seed, step) = (self.word(*seed), self.word(*step));
                let element = affine(element, &at);
                let text = format!(
                    "sc_uniform(vec2<u32>({seed}, {stream}u), vec2<u32>({step}, {element}))"
                );
                (Form::Float, text)
            }
            Instr::Indexed {
                view,
                stride,
                len,
                index,
            } => {
                let name = self.source.name(view.buffer, false);
                let first = self.source.index(view, &at);
                let index = self.word(*index);
                let text = format!(
                    "select(0u, {name}[{first} + min({index}, {}u) * {stride}u], {index} < {len}u)",
                    len - 1
                );
                (Form::Word, text)
            }
            Instr::Unary(f, x) => self.unary(*f, *x),
            Instr::Binary(f, a, b) => self.binary(*f, *a, *b),
            Instr::Select(c, a, b) => {
                let (c, a, b) = (self.truth(*c), self.word(*a), self.word(*b));
                (Form::Word, format!("select({b}, {a}, {c})"))
            }
            // A row is combined by the loop that walks it.
            Instr::RowReduce(..) => (Form::Float, "0.0".into()),
        }
    }

    fn unary(&self, f: Unary, x: Reg) -> (Form, String) {
        let float = self.float(x);
        let text = match f {
            Unary::Exp => format!("sc_exp({float})"),
            Unary::Log => format!("sc_log({float})"),
            Unary::Sqrt => format!("sqrt({float})"),
            Unary::Sin => format!("sc_sin({float})"),
            Unary::Tanh => format!("sc_tanh({float})"),
            Unary::Floor => format!("floor({float})"),
            Unary::ToU32 => return (Form::Word, format!("to_u32({float})")),
            Unary::ToF32 => format!("f32({})", self.word(x)),
        };
        (Form::Float, text)
    }

    fn binary(&self, f: Binary, a: Reg, b: Reg) -> (Form, String) {
        use Binary::{Add, AddU, Div, DivU, Eq, EqU, Lt, LtU, Max, MaxU, Mul, MulU, Sub};
        let (x, y) = match f {
            Add | Sub | Mul | Div | Max | Lt | Eq => (self.float(a), self.float(b)),
            AddU | MulU | DivU | MaxU | LtU | EqU => (self.word(a), self.word(b)),
        };
        match f {
            Add => (Form::Float, format!("{x} + {y}")),
            Sub => (Form::Float, format!("{x} - {y}")),
            Mul => (Form::Float, format!("{x} * {y}")),
            Div => (Form::Float, format!("{x} / {y}")),
            Max => (Form::Float, format!("larger({x}, {y})")),
            Lt => (Form::Truth, format!("less({x}, {y})")),
            Eq => (Form::Truth, format!("equal({x}, {y})")),
            AddU => (Form::Word, format!("{x} + {y}")),
            MulU => (Form::Word, format!("{x} * {y}")),
            DivU => (Form::Word, format!("divide({x}, {y})")),
            MaxU => (Form::Word, format!("max({x}, {y})")),
            LtU => (Form::Truth, format!("{x} < {y}")),
            EqU => (Form::Truth, format!("{x} == {y}")),
        }
    }
}

/// A float constant. Infinities, NaN and subnormals may not be written as constants.
fn literal(word: u32) -> String {
    let value = f32::from_bits(word);
    if value.is_normal() || word == 0 {
        format!("{value:?}f")
    } else {
        format!("float_of({word}u)")
    }
}

/// What a reduction starts from.
pub fn neutral(kind: ReduceKind) -> String {
    match kind {
        ReduceKind::Sum => "0.0".into(),
        ReduceKind::Max => "float_of(0xff800000u)".into(),
    }
}

/// One step of a reduction.
pub fn combine(kind: ReduceKind, acc: &str, x: &str) -> String {
    match kind {
        ReduceKind::Sum => format!("{acc} + {x}"),
        ReduceKind::Max => format!("larger({acc}, {x})"),
    }
}
