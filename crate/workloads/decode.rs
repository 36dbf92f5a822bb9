//! W7b: a transformer writes, one token a step, with what it read kept in a cache.

use crate::ir::{DType, Graph, GraphError, Program};
use crate::nn::{Model, Transformer};

/// Input `theta [M, P]`; carries `token [M]`, and `keys l`, `values l [M, T, d]` for each
/// layer; fetches `written`, the token of the step, every step. Positions restart after
/// every `T` tokens, and so does what is attended to.
pub fn program(members: usize, model: &Transformer) -> Result<Program, GraphError> {
    let g = Graph::new(members);
    let theta = g.each("theta", &[model.layout().len()]);
    let token = g.carry("token", &[]);
    let at = g.step().modulo(model.context as u32);
    let mut caches = Vec::new();
    let logits = model.next_logits(theta, token.cast(DType::U32), at, |name, fresh| {
        let cache = g.carry(name, &[model.context, model.width]);
        let here = g.iota(1, &[model.context, 1]).eq(at.reshape(&[1, 1]));
        let next = here.select(fresh, cache);
        caches.push((cache, next));
        next
    });
    caches.into_iter().for_each(|(cache, next)| cache.set(next));
    let written = logits.argmax().cast(DType::F32).reshape(&[]);
    token.set(written);
    g.fetch("written", written, 1);
    g.finish()
}
