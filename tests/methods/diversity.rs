//! Members against their average.

use ndarray::{Array2, Axis};
use soupcon::methods::categorical::{argmax, log_average, log_softmax};
use soupcon::methods::diversity::{
    ambiguity_decomposition, disagreement, ensemble_scores, error_diversity,
};
use soupcon::methods::voting::majority_vote;

use super::draw::{assert_close, cases, from, labels, logits, tied_logits};

#[test]
fn the_average_gains_what_members_scatter() {
    cases("ambiguity", 150, |stream| {
        let shape = [from(stream, 1, 6), from(stream, 1, 20), from(stream, 2, 6)];
        let scale = stream.between(0.1, 40.0);
        let z = logits(stream, shape, scale);
        let y = labels(stream, shape[1], shape[2]);
        let out = ambiguity_decomposition(z.view(), &y);
        assert_close(out.brier_gap, out.probability_spread);
        assert!(out.nll_gap >= -1e-12 && out.nll_gap.is_finite());
        let scores = ensemble_scores(z.view(), &y);
        let gap = scores.member.nll - scores.probability_average.nll;
        assert_close(out.nll_gap, gap);
        // The geometric mean, renormalised, is the softmax of the mean logits.
        assert!(scores.logit_average.nll <= scores.member.nll + 1e-9);
    });
}

#[test]
fn members_that_agree_have_no_diversity() {
    cases("disagreement", 150, |stream| {
        let (m, n) = (from(stream, 1, 6), from(stream, 1, 30));
        let rows = Array2::from_shape_vec((m, n), labels(stream, m * n, 3)).unwrap();
        let out = disagreement(rows.view());
        for ((i, j), &share) in out.matrix.indexed_iter() {
            let differ = (0..n).filter(|&c| rows[[i, c]] != rows[[j, c]]).count();
            assert_eq!(share, differ as f64 / n as f64);
        }
        let right = rows.mapv(|label| label == 0);
        let diversity = error_diversity(right.view());
        // Of two members' rows those that differ in being right are twice their variance.
        let differ = disagreement(right.mapv(usize::from).view()).mean_pairwise;
        let pairs = (m as f64 - 1.0) / (2.0 * m as f64);
        assert_close(diversity.kohavi_wolpert_variance, pairs * differ);
        assert!(diversity.q_statistic.abs() <= 1.0 + 1e-12);
        assert!(diversity.correlation.abs() <= 1.0 + 1e-12);
        assert!((0.0..=1.0 + 1e-12).contains(&diversity.double_fault));
        let first = right.row(0).to_owned();
        let same = Array2::from_shape_fn((3, n), |(_, c)| first[c]);
        let same = error_diversity(same.view());
        let mixed = first.iter().any(|&r| r) && first.iter().any(|&r| !r);
        let agree = f64::from(u8::from(mixed));
        assert_close(same.correlation, agree);
        assert_close(same.kappa, agree);
        assert_close(same.q_statistic, agree);
        assert_eq!(same.kohavi_wolpert_variance, 0.0);
    });
}

#[test]
fn a_tie_of_votes_goes_to_the_larger_mean_probability_then_the_lowest() {
    cases("majority", 200, |stream| {
        let shape = [from(stream, 1, 5), from(stream, 1, 10), from(stream, 2, 4)];
        let z = tied_logits(stream, shape);
        let out = majority_vote(z.view());
        let mean = log_average(log_softmax(z.view()).view());
        for (n, &label) in out.labels.iter().enumerate() {
            let votes = |c: usize| {
                let ballots = z.index_axis(Axis(1), n);
                ballots.outer_iter().filter(|b| argmax(b) == c).count()
            };
            for c in (0..shape[2]).filter(|&c| c != label) {
                let ahead = votes(label).cmp(&votes(c));
                let surer = mean[[n, label]].total_cmp(&mean[[n, c]]);
                assert!(ahead.then(surer).then(c.cmp(&label)).is_gt());
            }
            assert_close(out.vote_share.row(n).sum(), 1.0);
        }
    });
}
