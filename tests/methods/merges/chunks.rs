//! A tensor cut into chunks is merged as in one piece, to the bit.

use soupcon::methods::merge::{Chunk, Consensus, Method, Rescale, Sparsify, Survey};

use super::{cases, family, slices, vector, weights};
use crate::support::rng::Rng;

fn method(rng: &mut Rng, members: usize) -> Method {
    let density = rng.float(0.05, 1.0);
    let consensus = rng.pick(&[Consensus::Sum, Consensus::Elect]);
    let rescale = rng.pick(&[Rescale::InverseDensity, Rescale::L1, Rescale::Nothing]);
    let sparsify = rng.pick(&[
        Sparsify::Keep,
        Sparsify::Trim { density },
        Sparsify::Drop { density, rescale },
    ]);
    let deltas = Method::Deltas {
        sparsify,
        consensus,
        scale: rng.float(0.0, 2.0),
        normalize: rng.one_in(2),
    };
    let slerp = Method::Slerp {
        t: rng.float(0.0, 1.0),
        dot_threshold: 0.9995,
        eps: 1e-8,
    };
    match rng.below(6) {
        0 => Method::Linear { normalize: true },
        1 if members == 2 => slerp,
        2 if members > 1 => Method::ModelStock,
        3 => Method::Fisher { floor: 1e-6 },
        _ => deltas,
    }
}

#[test]
fn chunks_are_merged_like_the_whole() {
    cases("chunks", |rng| {
        let (m, n) = (rng.from(1, 5), rng.from(1, 2000));
        let (base, rows) = family(rng, m, n);
        let fishers: Vec<Vec<f32>> = (0..m)
            .map(|_| vector(rng, n).iter().map(|x| x.abs()).collect())
            .collect();
        let keep: Vec<Vec<bool>> = (0..m)
            .map(|_| (0..n).map(|_| rng.one_in(2)).collect())
            .collect();
        let (method, w) = (method(rng, m), weights(rng, m));
        let merged = |step: usize| -> Vec<f32> {
            let mut survey = Survey::new(method, &w, n as u64);
            let each = |work: &mut dyn FnMut(&Chunk, std::ops::Range<usize>)| {
                for start in (0..n).step_by(step) {
                    let at = start..n.min(start + step);
                    let models: Vec<&[f32]> = rows.iter().map(|r| &r[at.clone()]).collect();
                    let fishers: Vec<&[f32]> = fishers.iter().map(|r| &r[at.clone()]).collect();
                    let keep: Vec<&[bool]> = keep.iter().map(|r| &r[at.clone()]).collect();
                    let chunk = Chunk {
                        base: &base[at.clone()],
                        models: &models,
                        fishers: &fishers,
                        keep: &keep,
                    };
                    work(&chunk, at);
                }
            };
            for _ in 0..survey.passes() {
                each(&mut |chunk, _| survey.observe(chunk));
                survey.next_pass();
            }
            let mut recipe = survey.recipe().unwrap();
            let mut out = vec![f32::NAN; n];
            each(&mut |chunk, at| recipe.apply(chunk, &mut out[at]));
            out
        };
        let whole = merged(n.next_multiple_of(8));
        for step in [8, 8 * rng.from(1, 100)] {
            assert_eq!(merged(step), whole, "{method:?} in chunks of {step}");
        }
        assert_eq!(slices(&rows).len(), m);
    });
}
