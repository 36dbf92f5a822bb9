//! What is seen of two heads.

use ndarray::Array2;

use super::conflict::{SHAPED, Shapes};
use super::heads::{Variant, main_head};
use super::{DualHeadKd, EVERY, Head, LOOKS, Settings};
use crate::exhibits::chart::{agreement, map, plane};
use crate::exhibits::{
    Axis, Figure, FigureKind, Grid, Interval, Map, Role, Series, Snapshot, Table,
};

fn role(variant: Variant) -> Role {
    match variant {
        Variant::Labels => Role::Single,
        Variant::Alone(_) => Role::Member,
        Variant::OneHead(..) => Role::Reference,
        Variant::TwoHeads(..) => Role::Student,
    }
}

/// How it was measured.
fn over(seeds: &[DualHeadKd], what: &str) -> String {
    let rows = seeds[0].room.test.len();
    match seeds.len() {
        1 => format!("{what} {rows} test rows, one seed."),
        n => format!(
            "{what} {rows} test rows, means over {n} seeds; intervals are 95 % of the mean (Student)."
        ),
    }
}

/// Everything at the present settings.
pub fn snapshot(
    seeds: &[DualHeadKd],
    settings: &Settings,
    look: usize,
    curves: &[Vec<f64>; 3],
    shapes: &Shapes,
) -> Snapshot {
    let (kind, weight) = (settings.auxiliary, settings.weight);
    let three = [
        Variant::Labels,
        Variant::OneHead(kind, weight),
        Variant::TwoHeads(kind, weight),
    ];
    let mean = |variant: Variant| {
        let own = seeds
            .iter()
            .map(|s| s.accuracy_at(look, variant, settings.head));
        100.0 * own.sum::<f64>() / seeds.len() as f64
    };
    let [labels, one, two] = three.map(mean);
    let step = EVERY as usize * look;
    let sentence = format!(
        "After {step} steps labels alone are right on {labels:.1} % of the test rows, labels and {} on one head on {one:.1} %, on two heads on {two:.1} %.",
        kind.name()
    );
    let mut figures = vec![
        accuracy(seeds, settings, look),
        cosines(settings, look, curves),
    ];
    let ids = ["frame-labels", "frame-one", "frame-two"];
    figures.extend(
        ids.iter()
            .zip(three)
            .map(|(id, v)| frame(&seeds[0], id, v, look)),
    );
    figures.push(boundary(&seeds[0], settings));
    figures.extend(loss_shapes(settings, shapes));
    Snapshot {
        sentence,
        figures,
        table: table(seeds, settings, look),
    }
}

impl DualHeadKd {
    /// The accuracy of a variant at a look; the head is that of students with two.
    fn accuracy_at(&self, look: usize, variant: Variant, head: Head) -> f64 {
        let head = match variant {
            Variant::TwoHeads(..) => head as usize,
            _ => Head::Main as usize,
        };
        let at = |m| self.accuracy[[look, m, head]];
        self.place(variant).map_or(f64::NAN, at)
    }
}

fn accuracy(seeds: &[DualHeadKd], settings: &Settings, look: usize) -> Figure {
    let bar = |&variant: &Variant| {
        let name = variant.name();
        let values: Vec<Vec<f64>> = seeds
            .iter()
            .map(|s| vec![s.accuracy_at(look, variant, settings.head)])
            .collect();
        Series::over_seeds(&name, role(variant), &name, &[0.0], &values).named(vec![name.clone()])
    };
    let all: Vec<Series> = seeds[0].variants.iter().map(bar).collect();
    let best = all
        .iter()
        .max_by(|a, b| a.y[0].total_cmp(&b.y[0]))
        .map_or(String::new(), |s| {
            format!("{} {:.1} %", s.label, 100.0 * s.y[0])
        });
    let teacher = seeds.iter().map(|s| s.room.accuracy()).sum::<f64>() / seeds.len() as f64;
    Figure::new("accuracy", FigureKind::Dots, "Who is told what")
        .axes(Axis::new("student"), Axis::share("test accuracy"))
        .series(all)
        .rule("y", teacher, "teacher")
        .says(
            over(seeds, &format!("After {} steps.", EVERY as usize * look)),
            format!("Best: {best}; the teacher {:.1} %.", 100.0 * teacher),
        )
}

fn cosines(settings: &Settings, look: usize, curves: &[Vec<f64>; 3]) -> Figure {
    let x: Vec<f64> = (0..LOOKS).map(|i| (i * EVERY as usize) as f64).collect();
    let names = [
        ("head", Role::Single, "one head: in the head"),
        ("features", Role::Reference, "one head: in the features"),
        ("two", Role::Student, "two heads: in the features"),
    ];
    let lines = names.iter().zip(curves);
    let all =
        lines.map(|((id, role, name), y)| Series::line(id, *role, name, &x, y.clone()).marked());
    let at = |i: usize| curves[i][look];
    Figure::new(
        "gradient-cosines",
        FigureKind::Curve,
        "Where the losses pull apart",
    )
    .axes(
        Axis::new("step"),
        Axis::new("cosine of the two gradients").format(".2f"),
    )
    .series(all.collect())
    .rule("y", 0.0, "neither with nor against")
    .present(x[look])
    .says(
        format!(
            "Cross-entropy and {} at temperature {}, on rows the student learns from; the first seed. With two heads each has weights of its own, and only the features are shared.",
            settings.auxiliary.name(),
            settings.temperature
        ),
        format!(
            "After {} steps: {:+.2} in the head, {:+.2} in the features, {:+.2} in the features with two heads.",
            x[look],
            at(0),
            at(1),
            at(2)
        ),
    )
}

/// Cosines between classes of a head, whose mean class is taken off.
fn frame(seed: &DualHeadKd, id: &str, variant: Variant, look: usize) -> Figure {
    let title = format!("The frame of {}", variant.name());
    let figure =
        Figure::new(id, FigureKind::Heat, &title).axes(Axis::new("class"), Axis::new("class "));
    let Some(member) = seed.place(variant) else {
        return figure.says("", "This student was not trained.");
    };
    let head = main_head(&seed.model, seed.path_of(member)[look]);
    let classes = head.ncols();
    let centre = head.sum_axis(ndarray::Axis(1)) / classes as f64;
    let centred = &head - &centre.insert_axis(ndarray::Axis(1));
    let dots: Array2<f64> = centred.t().dot(&centred);
    let cosine =
        |i: usize, j: usize| dots[[i, j]] / (dots[[i, i]] * dots[[j, j]]).sqrt().max(1e-30);
    let values: Vec<f64> = (0..classes * classes)
        .map(|at| cosine(at / classes, at % classes))
        .collect();
    let ticks: Vec<f64> = (0..classes).map(|k| k as f64).collect();
    let simplex = -1.0 / (classes as f64 - 1.0);
    let apart = (0..classes * classes).filter(|at| at / classes != at % classes);
    let off = apart.map(|at| (values[at] - simplex).abs()).sum::<f64>();
    let off = off / (classes * (classes - 1)) as f64;
    let mut figure = figure.says(
        format!(
            "Cosines between the classes' weights, less their mean, after {} steps; the first seed.",
            EVERY as usize * look
        ),
        format!(
            "Pairs of classes are {off:.2} off the {simplex:.2} of a symmetric frame, on average."
        ),
    );
    figure.grid = Some(Grid {
        x: ticks.clone(),
        y: ticks,
        values,
        label: "cosine".into(),
        unit: None,
        palette: "diverging".into(),
    });
    figure
}

fn boundary(seed: &DualHeadKd, settings: &Settings) -> Figure {
    let toy = &seed.toy;
    let own = |(variant, both): &(Variant, Array2<f64>)| -> Map {
        let head = match variant {
            Variant::TwoHeads(..) => settings.head,
            _ => Head::Main,
        };
        map(&variant.name(), role(*variant), head.of(both).view())
    };
    let mut maps = vec![map("teacher", Role::Ensemble, toy.teacher.view())];
    maps.extend(toy.students.iter().map(own));
    let like = |m: &Map| format!("{} {:.0} %", m.label, 100.0 * agreement(&maps[0], m));
    let shares: Vec<String> = maps[1..].iter().map(like).collect();
    let mut figure = Figure::new(
        "boundary",
        FigureKind::Multiples,
        "What each head has learnt, on a plane",
    )
    .says(
        "Three arms of a spiral: a teacher of 600 rows and students of 8 units that see 60 of them; the first seed.",
        format!("Places decided as by the teacher: {}.", shares.join(", ")),
    );
    figure.plane = Some(plane(&toy.plane, &toy.rows));
    figure.maps = maps;
    figure
}

fn loss_shapes(settings: &Settings, shapes: &Shapes) -> [Figure; 2] {
    let roles = [Role::Member, Role::Student, Role::Single];
    let lines = |of: &[Vec<f64>; 3]| -> Vec<Series> {
        let named = SHAPED.iter().zip(roles).zip(of);
        named
            .map(|((kind, role), y)| {
                Series::line(kind.name(), role, kind.name(), &shapes.x, y.clone())
            })
            .collect()
    };
    let caption = format!(
        "One logit of the student; the teacher's is 0; temperature {}.",
        settings.temperature
    );
    let most = |i: usize| shapes.slope[i].iter().copied().fold(0.0, f64::max);
    let axis = || Axis::new("student's logit less the teacher's");
    [
        Figure::new("loss-shapes", FigureKind::Curve, "The losses")
            .axes(axis(), Axis::new("loss"))
            .series(lines(&shapes.loss))
            .says(
                caption.clone(),
                "All are 0 where student and teacher say the same.",
            ),
        Figure::new("loss-slopes", FigureKind::Curve, "Their pull")
            .axes(axis(), Axis::new("slope"))
            .series(lines(&shapes.slope))
            .says(
                caption,
                format!(
                    "At a distance of 10 BinaryKL pulls with {:.2}, BinaryKL-Norm with {:.2}, MSE with {:.0}.",
                    most(0),
                    most(1),
                    most(2)
                ),
            ),
    ]
}

fn table(seeds: &[DualHeadKd], settings: &Settings, look: usize) -> Table {
    let mut table = Table::new(&[
        "student",
        "test accuracy",
        "± (95 %)",
        "auxiliary head",
        "mean of heads",
        "less labels alone",
        "± (95 %) ",
        "within over between",
        "frame deviation",
    ]);
    let interval = |own: &dyn Fn(&DualHeadKd) -> f64| {
        let all: Vec<f64> = seeds.iter().map(own).collect();
        match Interval::student(&all) {
            Some(i) if i.n > 1 => [i.mean, (i.high - i.low) / 2.0],
            Some(i) => [i.mean, f64::NAN],
            None => [f64::NAN; 2],
        }
    };
    for (m, &variant) in seeds[0].variants.iter().enumerate() {
        let at = |s: &DualHeadKd| s.accuracy_at(look, variant, settings.head);
        let labels = |s: &DualHeadKd| s.accuracy_at(look, Variant::Labels, Head::Main);
        let [accuracy, half] = interval(&at);
        let [gain, gain_half] = interval(&|s| at(s) - labels(s));
        let second = |head: Head| match variant {
            Variant::TwoHeads(..) => interval(&|s| s.accuracy_at(look, variant, head))[0],
            _ => f64::NAN,
        };
        let collapse = |of: &dyn Fn(&super::Collapse) -> f64| {
            interval(&|s| s.collapse[m].as_ref().map_or(f64::NAN, of))[0]
        };
        table.push(
            &variant.name(),
            [
                accuracy,
                half,
                second(Head::Auxiliary),
                second(Head::Mean),
                gain,
                gain_half,
                collapse(&|c| c.within_over_between),
                collapse(&|c| c.frame_deviation),
            ],
        );
    }
    table
}
