//! Steps that one loop does: what passes between them stays in the machine's registers.
//!
//! Each product, quotient, root and sum is rounded as it would be in a loop of its own.

use crate::plan::{Binary, Unary};

use super::code::{Action, Compiler, Kind, Value};
use super::lanes::Fused;

const ONE: Value = Value::Constant(1.0);

/// A step and its two operands.
type Made = (usize, [Value; 2]);

impl Compiler<'_> {
    /// One action for `f` of two values and for what makes them, where nobody else reads that.
    pub fn joined(&mut self, f: Binary, a: Value, b: Value) -> Option<Action> {
        let minus = f == Binary::Sub;
        if !(is_full([a, b]) && (minus || f == Binary::Add)) {
            return None;
        }
        let descent = if minus { self.descent(a, b) } else { None };
        descent.or_else(|| self.combined(minus, a, b))
    }

    /// For a choice between a new value and what lies `there`: the new one, and when it is wanted.
    pub fn choice(&mut self, value: Value, there: Value) -> Option<[Value; 2]> {
        let at = self.maker(value)?;
        match self.steps[at].action {
            Action::Select(when, new @ Value::Register(Kind::Full, _), old)
                if old == there && when.kind() == Kind::Scalar =>
            {
                self.join(at);
                Some([new, when])
            }
            _ => None,
        }
    }

    /// `x − r m / (√(v / c) + ε)`.
    fn descent(&mut self, x: Value, quotient: Value) -> Option<Action> {
        let (over, [above, below]) = self.made(Binary::Div, quotient)?;
        let (times, [m, r]) = self.scaled(Binary::Mul, above)?;
        let (plus, [root, eps]) = self.scaled(Binary::Add, below)?;
        let sqrt = self.maker(root)?;
        let Action::Unary(Unary::Sqrt, square) = self.steps[sqrt].action else {
            return None;
        };
        let (corrected, [v, c]) = self.scaled(Binary::Div, square)?;
        for at in [over, times, plus, sqrt, corrected] {
            self.join(at);
        }
        Some(Action::Fused(Fused::Descent, [x, m, v], [r, c, eps]))
    }

    /// `r x + s y` or `r x + s (y z)`, where one of both is scaled at least.
    fn combined(&mut self, minus: bool, a: Value, b: Value) -> Option<Action> {
        let (first, second) = (self.scaled(Binary::Mul, a), self.scaled(Binary::Mul, b));
        first.or(second)?;
        let ([x, r], [y, mut s]) = (self.taken(first, [a, ONE]), self.taken(second, [b, ONE]));
        if minus {
            let negated = Action::Binary(Binary::Mul, s, Value::Constant(-1.0));
            s = self.step(negated, Kind::Scalar);
        }
        let factors = self.made(Binary::Mul, y).filter(|made| is_full(made.1));
        let [y, z] = self.taken(factors, [y, y]);
        let fused = factors.map_or(Fused::Sum, |_| Fused::SumOfProduct);
        Some(Action::Fused(fused, [x, y, z], [r, s, ONE]))
    }

    /// The step that makes a value which varies and has no other reader.
    fn maker(&self, value: Value) -> Option<usize> {
        match value {
            Value::Register(Kind::Full, at) if self.once.get(at) == Some(&true) => Some(at),
            _ => None,
        }
    }

    fn made(&self, f: Binary, value: Value) -> Option<Made> {
        let at = self.maker(value)?;
        match self.steps[at].action {
            Action::Binary(g, a, b) if f == g => Some((at, [a, b])),
            _ => None,
        }
    }

    /// The same where one operand varies and one, put last, does not.
    fn scaled(&self, f: Binary, value: Value) -> Option<Made> {
        let (at, [a, b]) = self.made(f, value)?;
        match (a.kind(), b.kind()) {
            (Kind::Full, Kind::Scalar) => Some((at, [a, b])),
            (Kind::Scalar, Kind::Full) if f != Binary::Div => Some((at, [b, a])),
            _ => None,
        }
    }

    /// What was made, its maker joined; or something else.
    fn taken(&mut self, made: Option<Made>, other: [Value; 2]) -> [Value; 2] {
        made.map_or(other, |(at, operands)| {
            self.join(at);
            operands
        })
    }

    fn join(&mut self, at: usize) {
        self.steps[at].action = Action::Joined;
    }
}

fn is_full(values: [Value; 2]) -> bool {
    values.iter().all(|v| v.kind() == Kind::Full)
}

#[cfg(test)]
mod tests {
    use super::super::code::Step;
    use super::super::kernel::Kernel;
    use super::*;
    use crate::ir::{Graph, Tensor};
    use crate::plan::Plan;

    /// A number for each element, and one for all of a member's.
    type Operands<'g> = [Tensor<'g>; 3];

    /// What is done with every element for the next value of the first operand.
    fn steps(next: impl for<'g> Fn(Operands<'g>, Operands<'g>) -> Tensor<'g>) -> String {
        let g = Graph::new(2);
        let [x, y, z] = [g.carry("x", &[5]), g.each("y", &[5]), g.each("z", &[5])];
        let [r, s, t, on] = ["r", "s", "t", "on"].map(|name| g.hyper(name).reshape(&[1]));
        x.set(on.select(next([x, y, z], [r, s, t]), x));
        let plan = Plan::new(&g.finish().unwrap());
        let kernels: Vec<_> = plan
            .launches
            .iter()
            .map(|launch| Kernel::new(&plan, launch))
            .collect();
        let [Kernel::Map(code)] = &kernels[..] else {
            panic!("{plan}");
        };
        assert_eq!(code.puts.len(), 1);
        assert_eq!(code.puts[0].when.kind(), Kind::Scalar, "{code:?}");
        assert_ne!(code.puts[0].when, ONE, "{code:?}");
        let name = |step: &Step| match &step.action {
            Action::Fused(f, ..) => format!("{f:?}"),
            Action::Binary(f, ..) => format!("{f:?}"),
            Action::Unary(f, ..) => format!("{f:?}"),
            action => format!("{action:?}"),
        };
        code.steps.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn sums_of_multiples_are_one_step() {
        assert_eq!(steps(|[x, y, _], [r, s, _]| r * x + y * s), "Sum");
        assert_eq!(steps(|[x, y, _], [r, _, _]| x + y * r), "Sum");
        assert_eq!(steps(|[x, y, _], [r, s, _]| r * x - s * y), "Sum");
        assert_eq!(
            steps(|[x, y, z], [r, s, _]| r * x + s * (y * z)),
            "SumOfProduct"
        );
        assert_eq!(steps(|[x, y, z], [r, _, _]| r * x - y * z), "SumOfProduct");
    }

    #[test]
    fn a_step_of_adam_is_one_step() {
        let found = steps(|[x, y, z], [r, s, t]| x - r * y / ((z / s).sqrt() + t));
        assert_eq!(found, "Descent");
    }

    #[test]
    fn what_others_read_stays() {
        assert_eq!(steps(|[x, y, _], _| x + y), "Add");
        assert_eq!(
            steps(|[x, y, _], [r, _, _]| (r * x).max(r * x + y)),
            "Mul Add Max"
        );
        assert_eq!(steps(|[x, y, z], _| x + y * z), "Mul Add");
        assert_eq!(
            steps(|[x, y, z], [r, s, _]| x - y * r / (z / s).sqrt()),
            "Mul Div Sqrt Div Sub"
        );
    }
}
