//! What is counted of a dish: reliability, risk, growth, pictures.

use super::*;

#[test]
fn every_row_is_in_a_bin() {
    let mut table = images(4);
    for of in [member(1), ensemble(Rule::RunOff), soup(Method::Uniform)] {
        let on = On::clean(Set::Test);
        let (dish, bins) = (of.clone(), 15);
        let question = Question::Reliability { of, on, bins };
        let Answer::Reliability {
            confidence,
            accuracy,
            count,
            ece,
        } = table.ask(&question)
        else {
            panic!("reliability was asked for");
        };
        assert_eq!(count.iter().sum::<usize>(), 300);
        let share = |b: usize| count[b] as f64 / 300.0;
        let right: f64 = (0..15).map(|b| accuracy[b] * share(b)).sum();
        let gap: f64 = (0..15)
            .map(|b| (accuracy[b] - confidence[b]).abs() * share(b))
            .sum();
        let measure = table.score(&dish);
        close("accuracy", right, measure.accuracy, 1e-9);
        close("ece", gap, ece, 1e-9);
        close("ece of the table", measure.ece, ece, 1e-12);
        for b in (0..15).filter(|&b| count[b] > 0) {
            let ends = [b as f64 / 15.0, (b + 1) as f64 / 15.0];
            assert!(ends[0] <= confidence[b] + 1e-9 && confidence[b] <= ends[1] + 1e-9);
        }
    }
}

#[test]
fn risk_at_full_coverage_is_the_error() {
    let mut table = images(3);
    let of = ensemble(Rule::Probabilities);
    let error = 1.0 - table.score(&of).accuracy;
    let on = On::clean(Set::Test);
    let Answer::Risk {
        coverage,
        risk,
        area,
    } = table.ask(&Question::Risk { of, on })
    else {
        panic!("risk was asked for");
    };
    assert_eq!((coverage.len(), coverage[299]), (300, 1.0));
    close("risk", risk[299], error, 1e-9);
    close("area", area, risk.iter().sum::<f64>() / 300.0, 1e-9);
    assert!(
        risk[149] < error,
        "the surer half is not better: {}",
        risk[149]
    );
}

#[test]
fn growth_begins_at_the_members_and_ends_at_ensemble_and_soup() {
    let mut table = moons(5);
    table
        .explorer
        .choose(&[true, true, false, true, true])
        .unwrap();
    let (on, orders) = (On::clean(Set::Test), 6);
    let Answer::Growth {
        size,
        ensemble: voices,
        soup: weights,
    } = table.ask(&Question::Growth { on, orders })
    else {
        panic!("growth was asked for");
    };
    assert_eq!(size, [1, 2, 3, 4]);
    let own: Vec<f64> = [0, 1, 3, 4]
        .map(|m| table.score(&member(m)).accuracy)
        .to_vec();
    let [least, most] = [f64::min, f64::max].map(|f| own.iter().copied().reduce(f).unwrap());
    for (band, whole) in [
        (voices, ensemble(Rule::Probabilities)),
        (weights, soup(Method::Uniform)),
    ] {
        assert_eq!([band.low[0], band.high[0]], [least, most]);
        close("mean", band.mean[0], own.iter().sum::<f64>() / 4.0, 1e-12);
        let last = table.score(&whole).accuracy;
        assert_eq!([band.low[3], band.mean[3], band.high[3]], [last; 3]);
        for i in 0..4 {
            assert!(band.low[i] <= band.mean[i] && band.mean[i] <= band.high[i]);
        }
    }
}

#[test]
fn pictures_come_with_what_each_dish_says() {
    let mut table = images(3);
    let (of, rows) = (vec![member(2), ensemble(Rule::Vote)], vec![7, 0, 299]);
    let question = Question::Pictures { of, rows };
    let Answer::Pictures { shape, pictures } = table.ask(&question) else {
        panic!("pictures were asked for");
    };
    assert_eq!((shape, pictures.len()), (vec![6, 6], 3));
    let (_, wide) = table.wide();
    let z: Vec<_> = wide.iter().map(|t| table.net.on(t, &table.test)).collect();
    for picture in pictures {
        let n = picture.row;
        assert_eq!(picture.pixels, table.test.values()[n * 36..(n + 1) * 36]);
        assert_eq!(picture.label, table.test.y()[n]);
        let p = slow::softmax(&z[2][n]);
        assert_eq!(picture.said[0].0, slow::argmax(&p));
        close("probability", picture.said[0].1, p[slow::argmax(&p)], 1e-5);
        let (class, share) = picture.said[1];
        let votes = z.iter().filter(|z| slow::argmax(&z[n]) == class).count();
        close("share", share, votes as f64 / 3.0, 1e-9);
    }
}
