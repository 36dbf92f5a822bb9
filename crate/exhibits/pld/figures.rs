//! What is seen of rankings.

use super::lists::{Ladder, Loss, Student};
use super::simplex::{Bowls, TEACHER};
use super::{LABELS, Pld, Settings, WARMER};
use crate::exhibits::chart::{agreement, map, plane};
use crate::exhibits::{
    Axis, Figure, FigureKind, Grid, Interval, Map, Role, Series, Snapshot, Table,
};

fn role(loss: Loss) -> Role {
    match loss {
        Loss::Labels => Role::Single,
        Loss::KdOne | Loss::Kd | Loss::KdWeights => Role::Member,
        Loss::Pld => Role::Student,
        Loss::Dist | Loss::ListMle | Loss::ShortListMle => Role::Reference,
    }
}

/// How it was measured.
fn over(seeds: &[Pld], what: &str) -> String {
    let rows = seeds[0].test;
    match seeds.len() {
        1 => format!("{what} {rows} test rows, one seed."),
        n => format!(
            "{what} {rows} test rows, means over {n} seeds; intervals are 95 % of the mean (Student)."
        ),
    }
}

/// Everything at the present settings.
pub fn snapshot(seeds: &[Pld], settings: &Settings, ladder: &Ladder, bowls: &Bowls) -> Snapshot {
    let mean = |student: Student| {
        let own = seeds.iter().filter_map(|s| s.accuracy(student));
        let all: Vec<f64> = own.collect();
        100.0 * all.iter().sum::<f64>() / all.len().max(1) as f64
    };
    let shown = [Loss::Pld, Loss::Labels, Loss::Dist, Loss::Kd, Loss::ListMle];
    let words: Vec<String> = shown
        .iter()
        .filter_map(|&loss| seeds[0].found.iter().find(|f| f.student.loss == loss))
        .map(|f| format!("{} {:.1} %", f.student.name(), mean(f.student)))
        .collect();
    let sentence = format!("Students are right on: {}.", words.join("; "));
    let mut figures = vec![accuracy(seeds)];
    figures.extend(knob(seeds));
    figures.extend([
        rungs(&seeds[0], settings, ladder),
        choices(&seeds[0], settings, ladder),
    ]);
    figures.extend(simplex(settings, bowls));
    figures.push(boundary(&seeds[0]));
    figures.extend(ranks(seeds));
    Snapshot {
        sentence,
        figures,
        table: table(seeds),
    }
}

/// A student's number in every seed, one point.
fn point(seeds: &[Pld], student: Student, of: fn(&super::Found) -> f64) -> Series {
    let name = student.name();
    let values: Vec<Vec<f64>> = seeds
        .iter()
        .map(|s| vec![s.of(student).map_or(f64::NAN, of)])
        .collect();
    Series::over_seeds(&name, role(student.loss), &name, &[0.0], &values).named(vec![name.clone()])
}

fn accuracy(seeds: &[Pld]) -> Figure {
    let students = seeds[0].found.iter().map(|f| f.student);
    let all: Vec<Series> = students.map(|s| point(seeds, s, |f| f.accuracy)).collect();
    let best = all.iter().max_by(|a, b| a.y[0].total_cmp(&b.y[0]));
    let best = best.map_or(String::new(), |s| {
        format!("{} {:.1} %", s.label, 100.0 * s.y[0])
    });
    let teacher = seeds.iter().map(|s| s.teacher.0).sum::<f64>() / seeds.len() as f64;
    Figure::new("accuracy", FigureKind::Dots, "Which loss teaches best")
        .axes(Axis::new("loss"), Axis::share("test accuracy"))
        .series(all)
        .rule("y", teacher, "teacher")
        .says(
            over(seeds, "Students of the same first weights and batches."),
            format!("Best: {best}; the teacher {:.1} %.", 100.0 * teacher),
        )
}

/// Accuracy against the weight of the labels, which PLD does not have.
fn knob(seeds: &[Pld]) -> Option<Figure> {
    let at = |s: &Pld| -> Option<Vec<f64>> {
        let own = LABELS.into_iter().map(|w| s.accuracy(Student::kd(4.0, w)));
        own.collect()
    };
    let kd: Option<Vec<Vec<f64>>> = seeds.iter().map(at).collect();
    let kd = Series::over_seeds("kd", Role::Member, "KD, T = 4", &LABELS, &kd?).marked();
    let mut all = vec![kd];
    if let Some(pld) = seeds[0].found.iter().find(|f| f.student.loss == Loss::Pld) {
        let own = |s: &Pld| vec![s.accuracy(pld.student).unwrap_or(f64::NAN); LABELS.len()];
        let values: Vec<Vec<f64>> = seeds.iter().map(own).collect();
        let name = pld.student.name();
        all.push(Series::over_seeds(
            "pld",
            Role::Student,
            &name,
            &LABELS,
            &values,
        ));
    }
    let y = &all[0].y;
    let (low, high) = y
        .iter()
        .fold((1.0_f64, 0.0_f64), |(l, h), &a| (l.min(a), h.max(a)));
    let sentence = format!(
        "Over weights from 0 to 0.9 distillation moves by {:.1} points.",
        100.0 * (high - low)
    );
    let figure = Figure::new(
        "knob",
        FigureKind::Curve,
        "The weight that PLD does not have",
    )
    .axes(
        Axis::new("weight of the labels in distillation"),
        Axis::share("test accuracy"),
    )
    .series(all)
    .says(over(seeds, ""), sentence);
    Some(figure)
}

/// Rank, class, weight and choices of one example, as a table.
fn rungs(seed: &Pld, settings: &Settings, ladder: &Ladder) -> Figure {
    let mut names = vec!["rank".to_owned(), "class".into(), "weight".into()];
    names.extend(
        ladder
            .chosen
            .iter()
            .map(|(s, _)| format!("chosen by {}", s.name())),
    );
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut table = Table::new(&columns);
    let kept = settings.top.min(ladder.class.len());
    for rank in 0..kept {
        let mut numbers = vec![ladder.class[rank] as f64, ladder.weight[rank]];
        numbers.extend(ladder.chosen.iter().map(|(_, p)| p[rank]));
        table.push(&format!("{}", rank + 1), numbers);
    }
    let example = settings.example.min(seed.labels.len() - 1);
    let first = ladder.weight[0];
    Figure::new("ladder", FigureKind::Table, "The ladder of one example")
        .table(table)
        .says(
            format!(
                "Test row {example} of the first seed, a {}; weights at τ = {}; a choice is among the classes that are left.",
                seed.labels[example], settings.shown
            ),
            format!(
                "The label has {:.0} % of the weight, the first {kept} ranks have {:.0} %.",
                100.0 * first,
                100.0 * ladder.weight[..kept].iter().sum::<f64>()
            ),
        )
}

/// The same as lines over ranks.
fn choices(seed: &Pld, settings: &Settings, ladder: &Ladder) -> Figure {
    let kept = settings.top.min(ladder.class.len());
    let x: Vec<f64> = (1..=kept).map(|rank| rank as f64).collect();
    let mut all = vec![
        Series::line(
            "weight",
            Role::Ensemble,
            "the teacher's weight",
            &x,
            ladder.weight[..kept].to_vec(),
        )
        .marked(),
    ];
    all.extend(ladder.chosen.iter().map(|(student, p)| {
        let name = student.name();
        Series::line(&name, role(student.loss), &name, &x, p[..kept].to_vec()).marked()
    }));
    let surest = |p: &[f64]| 100.0 * p[0];
    let words: Vec<String> = ladder
        .chosen
        .iter()
        .map(|(s, p)| format!("{} with {:.0} %", s.name(), surest(p)))
        .collect();
    let sentence = match words.is_empty() {
        true => "No student of these losses was trained.".into(),
        false => format!("The label is chosen first by {}.", words.join(", ")),
    };
    let example = settings.example.min(seed.labels.len() - 1);
    Figure::new("choices", FigureKind::Curve, "What students choose, rank by rank")
        .axes(Axis::new("rank"), Axis::share("probability"))
        .series(all)
        .says(
            format!(
                "Test row {example} of the first seed; at each rank the probability of the class there among those left."
            ),
            sentence,
        )
}

fn simplex(settings: &Settings, bowls: &Bowls) -> [Figure; 3] {
    let names = [
        ("bowl-labels", "Cross-entropy"),
        ("bowl-pld", "PLD"),
        ("bowl-list", "ListMLE"),
    ];
    let figure = |i: usize| {
        let (id, name) = names[i];
        let [a, b, c] = bowls.least[i];
        let mut figure = Figure::new(id, FigureKind::Simplex, &format!("{name} over three classes")).says(
            format!(
                "What a student may say of classes a, b and c; the label is a, the teacher's logits are {}, {} and {}; τ = {}.",
                TEACHER[0], TEACHER[1], TEACHER[2], settings.shown
            ),
            format!(
                "Smallest where a has {:.0} %, b {:.0} % and c {:.0} %.",
                100.0 * a,
                100.0 * b,
                100.0 * c
            ),
        );
        figure.corners = Some(["a, the label".into(), "b".into(), "c".into()]);
        figure.grid = Some(Grid {
            x: bowls.x.clone(),
            y: bowls.y.clone(),
            values: bowls.loss[i].clone(),
            label: "loss".into(),
            unit: Some("nats".into()),
            palette: "sequential".into(),
        });
        figure
    };
    [0, 1, 2].map(figure)
}

fn boundary(seed: &Pld) -> Figure {
    let own = |(student, logits): &(Student, ndarray::Array2<f64>)| -> Map {
        map(&student.name(), role(student.loss), logits.view())
    };
    let mut maps = vec![map("teacher", Role::Ensemble, seed.toy.teacher.view())];
    maps.extend(seed.toy.students.iter().map(own));
    let like = |m: &Map| format!("{} {:.0} %", m.label, 100.0 * agreement(&maps[0], m));
    let shares: Vec<String> = maps[1..].iter().map(like).collect();
    let mut figure = Figure::new("boundary", FigureKind::Multiples, "Students on a plane").says(
        "Five clouds, two of them rare: a teacher of up to 600 rows and students of 8 units that see 60 of them; the first seed.",
        format!("Places decided as by the teacher: {}.", shares.join(", ")),
    );
    figure.plane = Some(plane(&seed.toy.plane, &seed.toy.rows));
    figure.maps = maps;
    figure
}

/// Kendall's τ with the teacher, against the temperature of PLD's weights.
fn ranks(seeds: &[Pld]) -> Option<Figure> {
    let first = seeds[0]
        .found
        .iter()
        .find(|f| f.student.loss == Loss::Pld)?;
    let at = |factor: f64| Student {
        temperature: first.student.temperature * factor,
        ..first.student
    };
    let x = WARMER.map(|factor| at(factor).temperature);
    let line = |id: &str, role, student: &dyn Fn(f64) -> Student| {
        let own = |s: &Pld| {
            let found = |factor: f64| s.of(student(factor)).map_or(f64::NAN, |f| f.agreement);
            WARMER.map(found).to_vec()
        };
        let values: Vec<Vec<f64>> = seeds.iter().map(own).collect();
        Series::over_seeds(id, role, id, &x, &values)
    };
    let mut all = vec![line("PLD", Role::Student, &at).marked()];
    for (loss, id) in [(Loss::Labels, "labels alone"), (Loss::Kd, "KD")] {
        let own = seeds[0].found.iter().filter(|f| f.student.loss == loss);
        if let Some(own) =
            own.max_by(|a, b| a.student.temperature.total_cmp(&b.student.temperature))
        {
            let student = own.student;
            let id = if loss == Loss::Kd {
                student.name()
            } else {
                id.into()
            };
            all.push(line(&id, role(loss), &|_| student).dashed());
        }
    }
    let sentence = format!(
        "Kendall's τ with the teacher is {:.2} at τ = {} and {:.2} at τ = {}.",
        all[0].y[0], x[0], all[0].y[2], x[2]
    );
    let figure = Figure::new(
        "rank-agreement",
        FigureKind::Curve,
        "How much of the order is learnt",
    )
    .axes(
        Axis::new("temperature of the teacher's weights")
            .log()
            .format("~g"),
        Axis::new("Kendall's τ with the teacher").format(".2f"),
    )
    .series(all)
    .says(over(seeds, ""), sentence);
    Some(figure)
}

fn table(seeds: &[Pld]) -> Table {
    let mut table = Table::new(&[
        "loss",
        "test accuracy",
        "± (95 %)",
        "less labels alone",
        "± (95 %) ",
        "Kendall's τ",
        "± (95 %)  ",
    ]);
    let interval = |own: &dyn Fn(&Pld) -> Option<f64>| -> [f64; 2] {
        let all: Vec<f64> = seeds.iter().filter_map(own).collect();
        match Interval::student(&all) {
            Some(i) if i.n > 1 => [i.mean, (i.high - i.low) / 2.0],
            Some(i) => [i.mean, f64::NAN],
            None => [f64::NAN; 2],
        }
    };
    let labels = Student {
        loss: Loss::Labels,
        temperature: 1.0,
        labels: 0.0,
    };
    for found in &seeds[0].found {
        let student = found.student;
        let accuracy = interval(&|s| s.accuracy(student));
        let gain = interval(&|s| Some(s.accuracy(student)? - s.accuracy(labels)?));
        let tau = interval(&|s| s.of(student).map(|f| f.agreement));
        let row = [accuracy, gain, tau].concat();
        table.push(&student.name(), row);
    }
    table
}
