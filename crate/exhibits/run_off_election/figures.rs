//! What is seen of an election.

use ndarray::Axis as Along;

use super::{Aggregation, Electorate, RunOffElection, SIDE, Settings, right};
use crate::exhibits::{
    Axis, Figure, FigureKind, Grid, Interval, Map, Plane, Role, Series, Snapshot, Table,
};
use crate::methods::categorical::{argmax, byte};
use crate::methods::election::{first_round_votes, poisoned_ballots, run_off_predict};

/// Everything at the present settings.
pub fn snapshot(seeds: &[RunOffElection], settings: &Settings) -> Snapshot {
    let first = &seeds[0];
    let parts = first.feeds.nrows();
    let budget = settings.budget.min(parts / 2);
    let [majority, run_off] = [0, 1].map(|which| {
        let own = seeds.iter().map(|s| curve(s, which)[budget]);
        100.0 * own.sum::<f64>() / seeds.len() as f64
    });
    let sentence = match settings.aggregation {
        Aggregation::MeanLogits => {
            let own = seeds.iter().map(|s| mean_logits(&s.chosen)).sum::<f64>();
            format!(
                "Mean logits are right on {:.1} % of the test rows, and certify none of them.",
                100.0 * own / seeds.len() as f64
            )
        }
        Aggregation::Majority => format!(
            "With {budget} poisoned samples the majority is certainly right on {majority:.1} % of the test rows, the run-off on {run_off:.1} %."
        ),
        Aggregation::RunOff => format!(
            "With {budget} poisoned samples the run-off is certainly right on {run_off:.1} % of the test rows, the majority on {majority:.1} %."
        ),
    };
    let mut figures = vec![
        certified(seeds, settings, budget),
        gain(seeds, budget),
        election(first, settings, budget),
        certificates(first),
    ];
    figures.extend(field(first, settings));
    Snapshot {
        sentence,
        figures,
        table: table(seeds, budget),
    }
}

/// The certified accuracy of the majority (0) or the run-off (1).
fn curve(seed: &RunOffElection, which: usize) -> &[f64] {
    match which {
        0 => &seed.chosen.majority.curve,
        _ => &seed.chosen.run_off.curve,
    }
}

fn mean_logits(own: &Electorate) -> f64 {
    let mean = own.logits.sum_axis(Along(0));
    let said: Vec<usize> = mean.outer_iter().map(argmax).collect();
    right(&said, &own.labels)
}

fn over(seeds: &[RunOffElection], what: &str) -> String {
    let rows = seeds[0].chosen.labels.len();
    match seeds.len() {
        1 => format!("{what} {rows} test rows, one seed."),
        n => format!(
            "{what} {rows} test rows, means over {n} seeds; bands are 95 % intervals of the mean (Student)."
        ),
    }
}

fn budgets(seeds: &[RunOffElection]) -> Vec<f64> {
    (0..curve(&seeds[0], 0).len()).map(|b| b as f64).collect()
}

fn certified(seeds: &[RunOffElection], settings: &Settings, budget: usize) -> Figure {
    let x = budgets(seeds);
    let own = |which: usize| -> Vec<Vec<f64>> {
        seeds.iter().map(|s| curve(s, which).to_vec()).collect()
    };
    let mut all = vec![
        Series::over_seeds("majority", Role::Single, "majority", &x, &own(0)),
        Series::over_seeds("run-off", Role::Ensemble, "run-off", &x, &own(1)),
    ];
    let mut sentence = format!(
        "At a budget of {budget} the run-off certifies {:.1} %, the majority {:.1} %.",
        100.0 * all[1].y[budget],
        100.0 * all[0].y[budget]
    );
    if settings.attack {
        // What is left after the attack: rows that are right and not yet turned.
        let left = |seed: &RunOffElection| -> Vec<f64> {
            let own = &seed.chosen;
            let rows = own
                .run_off
                .prediction
                .iter()
                .zip(&own.labels)
                .zip(&seed.broken);
            let right: Vec<usize> = rows.filter(|((p, y), _)| p == y).map(|(_, &b)| b).collect();
            let at = |&b: &f64| right.iter().filter(|&&t| t as f64 > b).count() as f64;
            x.iter().map(|b| at(b) / own.labels.len() as f64).collect()
        };
        let left: Vec<Vec<f64>> = seeds.iter().map(left).collect();
        let attacked =
            Series::over_seeds("attacked", Role::Reference, "run-off, attacked", &x, &left);
        let violations: usize = seeds.iter().map(|s| s.violations).sum();
        sentence = format!(
            "{sentence} Under the attack {:.1} % are still right; {violations} winners were turned within their certificate.",
            100.0 * attacked.y[budget]
        );
        all.push(attacked.dashed());
    }
    if settings.aggregation == Aggregation::MeanLogits {
        let own: Vec<Vec<f64>> = seeds.iter().map(|s| vec![mean_logits(&s.chosen)]).collect();
        let mean = Series::over_seeds("mean-logits", Role::Soup, "mean logits", &[0.0], &own);
        all.push(mean.marked());
    }
    Figure::new(
        "certified-accuracy",
        FigureKind::Curve,
        "Accuracy that no attack can take away",
    )
    .axes(
        Axis::new("poisoned samples"),
        Axis::share("certified accuracy"),
    )
    .series(all)
    .present(budget as f64)
    .says(
        over(seeds, "Right, with a certificate of at least the budget."),
        sentence,
    )
}

fn gain(seeds: &[RunOffElection], budget: usize) -> Figure {
    let x = budgets(seeds);
    let step = (x.len() / 13).max(1);
    let shown: Vec<f64> = x.iter().copied().step_by(step).collect();
    let own = |seed: &RunOffElection| -> Vec<f64> {
        seed.chosen
            .gains()
            .into_iter()
            .step_by(step)
            .map(|g| 100.0 * g)
            .collect()
    };
    let own: Vec<Vec<f64>> = seeds.iter().map(own).collect();
    let names = shown.iter().map(|b| format!("{b} samples")).collect();
    let line = Series::over_seeds("gain", Role::Ensemble, "run-off − majority", &shown, &own);
    let best = argmax(&line.y);
    let sentence = format!(
        "The run-off gains {:+.1} points at budget 0 and {:+.1} at its best, {} samples.",
        line.y[0], line.y[best], shown[best]
    );
    Figure::new("gain", FigureKind::Dots, "What the second round is worth")
        .axes(
            Axis::new("poisoned samples"),
            Axis::new("gain in certified accuracy").unit("points"),
        )
        .series(vec![line.named(names)])
        .rule("y", 0.0, "no difference")
        .present(budget as f64)
        .says(
            over(
                seeds,
                "Certified accuracy of the run-off less that of the majority.",
            ),
            sentence,
        )
}

fn election(seed: &RunOffElection, settings: &Settings, budget: usize) -> Figure {
    let own = &seed.chosen;
    let n = settings.sample.min(own.labels.len() - 1);
    let mut ballots = own.logits.index_axis(Along(1), n).to_owned();
    let (label, winner) = (own.labels[n], own.run_off.prediction[n]);
    let models = ballots.nrows();
    let mut turned = String::new();
    if settings.attack {
        // The rival that wins, or else the other finalist.
        let before = run_off_predict(ballots.view().insert_axis(Along(1))).finalists[0];
        let other = if before[0] == winner {
            before[1]
        } else {
            before[0]
        };
        let rivals = (0..ballots.ncols()).filter(|&k| k != winner);
        let attack = |k| poisoned_ballots(ballots.view(), winner, k, budget.min(models));
        let wins = |k: &usize| {
            run_off_predict(attack(*k).view().insert_axis(Along(1))).prediction[0] != winner
        };
        let rival = rivals.clone().find(wins);
        turned = match rival {
            Some(k) => format!(" {budget} replaced models make class {k} win."),
            None => format!(" {budget} replaced models change nothing."),
        };
        ballots = attack(rival.unwrap_or(other));
    }
    let z = ballots.view().insert_axis(Along(1));
    let votes = first_round_votes(z);
    let second = run_off_predict(z);
    let classes: Vec<f64> = (0..votes.ncols()).map(|c| c as f64).collect();
    let names: Vec<String> = classes.iter().map(|c| format!("class {c}")).collect();
    let round1 = votes.row(0).iter().map(|&v| f64::from(v)).collect();
    let mut round2 = vec![0.0; classes.len()];
    for (class, votes) in second.finalists[0]
        .into_iter()
        .zip(second.second_round_votes[0])
    {
        round2[class] = f64::from(votes);
    }
    let certificate = match &own.rounds {
        Some([r1, r2]) => format!(
            "{} models keep it out of the final, {} make it lose one: certificate {}",
            count(r1[n]),
            count(r2[n]),
            count(own.run_off.certificate[n])
        ),
        None => format!("certificate {} parts", count(own.run_off.certificate[n])),
    };
    let sentence = format!(
        "Sample {n} is of class {label}; {} meet and {winner} wins. {certificate}; by majority {}.{turned}",
        second.finalists[0].map(|c| c.to_string()).join(" and "),
        count(own.majority.certificate[n]),
    );
    Figure::new("election", FigureKind::Bars, "One sample's election")
        .axes(Axis::new("class"), Axis::new("votes"))
        .series(vec![
            Series::line("first", Role::Member, "first round", &classes, round1)
                .named(names.clone()),
            Series::line("second", Role::Ensemble, "second round", &classes, round2).named(names),
        ])
        .says(
            format!("Votes of {models} models on a test sample; the first seed."),
            sentence,
        )
}

/// A certificate in words.
fn count(certificate: u32) -> String {
    match certificate {
        crate::methods::certificate::INFINITE => "no number of".into(),
        c => c.to_string(),
    }
}

fn certificates(seed: &RunOffElection) -> Figure {
    let own = &seed.chosen;
    let most = seed.feeds.nrows() / 2 + 1;
    let bins = most.min(26);
    let bin = |c: u32| (c as usize).min(most - 1) * bins / most;
    let mut counts = vec![0.0; bins * bins];
    let pairs = own
        .majority
        .certificate
        .iter()
        .zip(&own.run_off.certificate);
    let (mut up, mut down) = (0, 0);
    for (&majority, &run_off) in pairs {
        counts[bin(run_off) * bins + bin(majority)] += 1.0;
        up += usize::from(run_off > majority);
        down += usize::from(run_off < majority);
    }
    let places: Vec<f64> = (0..bins).map(|b| (b * most / bins) as f64).collect();
    let rows = own.labels.len() as f64;
    let sentence = format!(
        "The run-off's certificate is larger on {:.0} % of the rows and smaller on {:.0} %.",
        100.0 * f64::from(up as u32) / rows,
        100.0 * f64::from(down as u32) / rows
    );
    let mut figure = Figure::new(
        "certificates",
        FigureKind::Heat,
        "Certificates of both votes",
    )
    .axes(
        Axis::new("certificate of the majority"),
        Axis::new("certificate of the run-off"),
    )
    .says(
        "Test rows by their two certificates, whether right or wrong; the first seed.",
        sentence,
    );
    figure.grid = Some(Grid {
        x: places.clone(),
        y: places,
        values: counts,
        label: "test rows".into(),
        unit: None,
        palette: "sequential".into(),
    });
    figure
}

fn field(seed: &RunOffElection, settings: &Settings) -> Option<Figure> {
    let field = seed.field.as_ref()?;
    let most = field.certificate.iter().copied().max().unwrap_or(0).max(1);
    let share = |&c: &u32| byte(f64::from(c) / f64::from(most));
    let safe = field
        .certificate
        .iter()
        .filter(|&&c| c as usize >= settings.budget)
        .count();
    let sentence = format!(
        "{:.0} % of the map keep their winner with {} poisoned samples; the safest place survives {most}.",
        100.0 * safe as f64 / field.certificate.len() as f64,
        settings.budget
    );
    let mut figure = Figure::new(
        "vote-field",
        FigureKind::Boundary,
        "Winner and certificate at each place",
    )
    .says(
        "Colour: the run-off's winner; strength: its certificate; the first seed.",
        sentence,
    );
    figure.maps = vec![Map {
        label: "run-off".into(),
        role: Some(Role::Ensemble),
        side: SIDE,
        winner: field.winner.iter().map(|&w| w as u8).collect(),
        share: field.certificate.iter().map(share).collect(),
        accuracy: Some(right(&seed.chosen.run_off.prediction, &seed.chosen.labels)),
    }];
    let place = |row: ndarray::ArrayView1<'_, f32>| field.plane.place(&row.to_vec()).map(f64::from);
    figure.plane = Some(Plane {
        points: field.train.x().outer_iter().map(place).collect(),
        classes: field.train.y().to_vec(),
        names: (0..field.train.classes())
            .map(|c| format!("class {}", c + 1))
            .collect(),
        ..Plane::default()
    });
    Some(figure)
}

fn table(seeds: &[RunOffElection], budget: usize) -> Table {
    let mut table = Table::new(&[
        "method",
        "accuracy",
        "± (95 %)",
        "certified at the budget",
        "± (95 %) ",
        "median certificate",
    ]);
    let interval = |own: &dyn Fn(&RunOffElection) -> f64| {
        let all: Vec<f64> = seeds.iter().map(own).collect();
        match Interval::student(&all) {
            Some(i) if i.n > 1 => [i.mean, (i.high - i.low) / 2.0],
            Some(i) => [i.mean, f64::NAN],
            None => [f64::NAN; 2],
        }
    };
    let [alone, half] = interval(&|s| s.chosen.alone);
    table.push("a base model", [alone, half, f64::NAN, f64::NAN, f64::NAN]);
    for (which, name) in ["majority", "run-off"].into_iter().enumerate() {
        let [clean, clean_half] = interval(&|s| curve(s, which)[0]);
        let [safe, safe_half] = interval(&|s| curve(s, which)[budget]);
        let median = |s: &RunOffElection| {
            let votes = [&s.chosen.majority, &s.chosen.run_off];
            let mut all = votes[which].certificate.clone();
            all.sort_unstable();
            f64::from(all[all.len() / 2])
        };
        table.push(
            name,
            [clean, clean_half, safe, safe_half, interval(&median)[0]],
        );
    }
    let [clean, half] = interval(&|s| mean_logits(&s.chosen));
    table.push("mean logits", [clean, half, f64::NAN, f64::NAN, f64::NAN]);
    table
}
