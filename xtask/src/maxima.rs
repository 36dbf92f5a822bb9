//! Maxima and minima that keep NaN.
//!
//! Where a processor may have relaxed instructions, LLVM compiles `a < b ? b : a` to the relaxed
//! maximum, which gives whatever is fastest if one of both is NaN: `tanh` and `exp` of NaN became
//! numbers, and a member that had diverged seemed to live. The instruction `pmax` is that comparison,
//! with its operands in the same order.

use walrus::Module;
use walrus::ir::{BinaryOp, Binop, VisitorMut, dfs_pre_order_mut};

/// Makes every relaxed maximum and minimum of a module the comparison that it was compiled from.
pub fn keep_nan(module: &mut Module) {
    for (_, body) in module.funcs.iter_local_mut() {
        let entry = body.entry_block();
        dfs_pre_order_mut(&mut Exact, body, entry);
    }
}

struct Exact;

impl VisitorMut for Exact {
    fn visit_binop_mut(&mut self, instr: &mut Binop) {
        instr.op = match instr.op {
            BinaryOp::F32x4RelaxedMax => BinaryOp::F32x4PMax,
            BinaryOp::F32x4RelaxedMin => BinaryOp::F32x4PMin,
            BinaryOp::F64x2RelaxedMax => BinaryOp::F64x2PMax,
            BinaryOp::F64x2RelaxedMin => BinaryOp::F64x2PMin,
            other => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, ValType};

    #[test]
    fn no_relaxed_maximum_is_left() {
        let mut module = Module::default();
        let mut builder =
            FunctionBuilder::new(&mut module.types, &[ValType::V128], &[ValType::V128]);
        let x = module.locals.add(ValType::V128);
        let mut body = builder.func_body();
        body.block(ValType::V128, |inner| {
            inner
                .local_get(x)
                .local_get(x)
                .binop(BinaryOp::F32x4RelaxedMax);
        });
        body.local_get(x).binop(BinaryOp::F64x2RelaxedMin);
        let id = builder.finish(vec![x], &mut module.funcs);
        module.exports.add("f", id);

        keep_nan(&mut module);

        let bytes = module.emit_wasm();
        let has = |code: [u8; 3]| bytes.windows(3).any(|three| three == code);
        let [pmax, pmin] = [[0xfd, 0xeb, 0x01], [0xfd, 0xf6, 0x01]];
        assert!(has(pmax) && has(pmin));
        let [relaxed_max, relaxed_min] = [[0xfd, 0x8e, 0x02], [0xfd, 0x8f, 0x02]];
        assert!(!has(relaxed_max) && !has(relaxed_min));
    }
}
