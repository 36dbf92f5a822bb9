//! What is seen of loud and quiet teachers.

use super::loud::Loss;
use super::score::{LOUDNESS, Pair, Scored};
use super::{LogitStandardization, NATURAL, SCALES, Settings, Students, deviation};
use crate::exhibits::chart::{agreement, map, plane};
use crate::exhibits::{Axis, Figure, FigureKind, Interval, Map, Role, Series, Snapshot, Table};
use crate::methods::categorical::{argmax, log_softmax};

fn role(loss: Loss) -> Role {
    match loss {
        Loss::Labels => Role::Single,
        Loss::KdOne | Loss::Kd => Role::Member,
        Loss::Standardised | Loss::DkdStandardised => Role::Student,
        Loss::Dkd | Loss::Mse | Loss::Dist => Role::Reference,
    }
}

impl Settings {
    /// The name of a loss with what is set of it.
    fn name(&self, loss: Loss) -> String {
        match loss {
            Loss::Kd | Loss::Dkd | Loss::Dist => {
                format!("{}, T = {}", loss.name(), self.temperature)
            }
            Loss::Standardised | Loss::DkdStandardised => {
                format!("{}, τ = {}", loss.name(), self.base)
            }
            _ => loss.name().into(),
        }
    }
}

/// How it was measured.
fn over(seeds: &[LogitStandardization], what: &str) -> String {
    match seeds.len() {
        1 => format!("{what} One seed."),
        n => format!("{what} Means over {n} seeds; intervals are 95 % of the mean (Student)."),
    }
}

/// Everything at the present settings.
pub fn snapshot(seeds: &[LogitStandardization], settings: &Settings, scored: &Scored) -> Snapshot {
    let scale = settings.nearest();
    let said = |loss: Loss| {
        let own: Vec<f64> = seeds
            .iter()
            .filter_map(|s| s.accuracy(loss, scale))
            .collect();
        let mean = own.iter().sum::<f64>() / own.len().max(1) as f64;
        (!own.is_empty()).then(|| format!("{} {:.1} %", settings.name(loss), 100.0 * mean))
    };
    let all: Vec<String> = Loss::ALL.into_iter().filter_map(said).collect();
    let sentence = format!(
        "With the teacher's logits times {} students are right on: {}.",
        SCALES[scale],
        all.join("; ")
    );
    let mut figures = vec![by_scale(seeds, settings)];
    figures.extend(scattered(&seeds[0], settings));
    figures.push(boundary(&seeds[0], settings));
    figures.extend(authentic(settings, scored).into_iter().flatten());
    figures.push(softened(&seeds[0], settings));
    Snapshot {
        sentence,
        figures,
        table: table(seeds, settings),
    }
}

fn by_scale(seeds: &[LogitStandardization], settings: &Settings) -> Figure {
    let line = |s: &Students| {
        let name = settings.name(s.loss);
        let own = |seed: &LogitStandardization| -> Vec<f64> {
            let at = |scale| seed.accuracy(s.loss, scale).unwrap_or(f64::NAN);
            (0..SCALES.len()).map(at).collect()
        };
        let values: Vec<Vec<f64>> = seeds.iter().map(own).collect();
        let line = Series::over_seeds(&name, role(s.loss), &name, &SCALES, &values);
        match s.loss {
            Loss::Labels => line,
            Loss::KdOne => line.marked().dashed(),
            _ => line.marked(),
        }
    };
    let all: Vec<Series> = seeds[0].students.iter().map(line).collect();
    let spread = |s: &Series| {
        let high = s.y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = s.y.iter().copied().fold(f64::INFINITY, f64::min);
        format!("{} {:.1}", s.label, 100.0 * (high - low))
    };
    let spreads: Vec<String> = all.iter().map(spread).collect();
    let title = "A teacher that grows louder";
    Figure::new("accuracy-by-scale", FigureKind::Curve, title)
        .axes(
            Axis::new("what the teacher's logits are multiplied by")
                .log()
                .format("~g"),
            Axis::share("test accuracy"),
        )
        .series(all)
        .present(SCALES[settings.nearest()])
        .says(
            over(seeds, "2 000 test rows."),
            format!(
                "Points between the best and the worst scale: {}.",
                spreads.join(", ")
            ),
        )
}

/// Deviations of the teacher's rows against those of its students.
fn scattered(seed: &LogitStandardization, settings: &Settings) -> Option<Figure> {
    let scale = settings.nearest();
    let rows = seed.labels.len();
    let x: Vec<f64> = seed
        .teacher
        .1
        .iter()
        .take(rows)
        .map(|d| d * SCALES[scale])
        .collect();
    let shown = [Loss::Kd, Loss::Standardised];
    let all: Vec<Series> = shown
        .into_iter()
        .filter_map(|loss| {
            let own = seed.of(loss)?;
            let y = own.deviation[own.at(scale)].iter().take(rows).copied();
            let name = settings.name(loss);
            Some(Series::line(&name, role(loss), &name, &x, y.collect()))
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let words: Vec<String> = all
        .iter()
        .map(|s| format!("{} {:.2}", s.label, mean(&s.y)))
        .collect();
    let mut figure = Figure::new("deviation", FigureKind::Scatter, "How loud students speak")
        .axes(
            Axis::new("deviation of the teacher's logits"),
            Axis::new("of the student's"),
        )
        .series(all)
        .says(
            format!(
                "A point a test row, {rows} rows, the teacher's logits times {}; on the line both are the same; the first seed.",
                SCALES[scale]
            ),
            format!("The teacher's deviation is {:.2} on average; {}.", mean(&x), words.join(", ")),
        );
    figure.identity = true;
    Some(figure)
}

fn boundary(seed: &LogitStandardization, settings: &Settings) -> Figure {
    let scale = settings.nearest();
    let at = |all: &Vec<ndarray::Array2<f64>>, i: usize| i.min(all.len() - 1);
    let own = |(loss, all): &(Loss, Vec<ndarray::Array2<f64>>)| -> Map {
        map(
            &settings.name(*loss),
            role(*loss),
            all[at(all, scale)].view(),
        )
    };
    let mut maps = vec![map("teacher", Role::Ensemble, seed.toy.teacher.view())];
    maps.extend(seed.toy.students.iter().map(own));
    let moved = |(m, (loss, all)): (&Map, &(Loss, Vec<ndarray::Array2<f64>>))| {
        let natural = map("", role(*loss), all[at(all, NATURAL)].view());
        format!(
            "{} {:.0} %",
            m.label,
            100.0 * (1.0 - agreement(m, &natural))
        )
    };
    let moves: Vec<String> = maps[1..]
        .iter()
        .zip(&seed.toy.students)
        .map(moved)
        .collect();
    let mut figure = Figure::new("boundary", FigureKind::Multiples, "Students on a plane").says(
        format!(
            "Four arms of a spiral: a teacher of 600 rows, its logits times {}, and students of 8 units that see 80 of them; the first seed.",
            SCALES[scale]
        ),
        format!(
            "Places decided otherwise than with the teacher as it is: {}.",
            moves.join(", ")
        ),
    );
    figure.plane = Some(plane(&seed.toy.plane, &seed.toy.rows));
    figure.maps = maps;
    figure
}

fn authentic(settings: &Settings, scored: &Scored) -> Option<[Figure; 2]> {
    if scored.calls == 0 {
        return None;
    }
    let [right, wrong] = scored.now;
    let loud = settings.loudness;
    let bars = [
        (format!("raw, right × {loud}"), Role::Member, right.raw),
        ("raw, wrong".into(), Role::Single, wrong.raw),
        (
            format!("standardised, right × {loud}"),
            Role::Student,
            right.standardised,
        ),
        (
            "standardised, wrong".into(),
            Role::Single,
            wrong.standardised,
        ),
    ];
    let bar = |(name, role, value): &(String, Role, f64)| {
        Series::line(name, *role, name, &[0.0], vec![*value]).named(vec![name.clone()])
    };
    let prefers = |right: f64, wrong: f64| if right < wrong { "right" } else { "wrong" };
    let caption = format!(
        "Divergence from the teacher at temperature {}, a mean over the {} test rows where its two largest logits are less than 1 apart; the first seed.",
        settings.viewing, scored.calls
    );
    let first = Figure::new("authentic", FigureKind::Bars, "Which student a loss prefers")
        .axes(Axis::new("student"), Axis::new("loss").unit("nats").format(".3f"))
        .series(bars.iter().map(bar).collect())
        .says(
            format!("{caption} The wrong student exchanges these two."),
            format!(
                "Raw logits prefer the {} student ({:.3} against {:.3}), standardised ones the {} one ({:.3} against {:.3}).",
                prefers(right.raw, wrong.raw),
                right.raw,
                wrong.raw,
                prefers(right.standardised, wrong.standardised),
                right.standardised,
                wrong.standardised
            ),
        );
    let line = |id: &str, role, all: &[Pair], of: fn(&Pair) -> f64| {
        Series::line(id, role, id, &LOUDNESS, all.iter().map(of).collect()).marked()
    };
    let second = Figure::new("authentic-by-scale", FigureKind::Curve, "The loss of a student that grows louder")
        .axes(
            Axis::new("what the student's logits are multiplied by").log().format("~g"),
            Axis::new("loss").unit("nats"),
        )
        .series(vec![
            line("right, raw", Role::Member, &scored.right, |p| p.raw),
            line("wrong, raw", Role::Single, &scored.wrong, |p| p.raw).dashed(),
            line("right, standardised", Role::Student, &scored.right, |p| p.standardised),
            line("wrong, standardised", Role::Single, &scored.wrong, |p| p.standardised),
        ])
        .present(loud)
        .says(
            caption,
            format!(
                "Standardised, the right student's loss is {:.3} and the wrong one's {:.3} at every scale.",
                right.standardised, wrong.standardised
            ),
        );
    Some([first, second])
}

fn softened(seed: &LogitStandardization, settings: &Settings) -> Figure {
    let image = settings.image.min(seed.labels.len() - 1);
    let scale = settings.nearest();
    let classes: Vec<f64> = (0..seed.teacher.2.ncols()).map(|k| k as f64).collect();
    let soft = |row: ndarray::Array1<f64>| -> Vec<f64> {
        log_softmax((row / settings.viewing).view())
            .mapv(f64::exp)
            .to_vec()
    };
    let teacher = seed.teacher.2.row(image).mapv(|z| z * SCALES[scale]);
    let ddof = f64::from(u8::from(settings.sample));
    let k = teacher.len() as f64;
    let spread = deviation(teacher.view()) * (k / (k - ddof)).sqrt();
    let centred = &teacher - teacher.mean().unwrap_or_default();
    let raw = soft(teacher.clone());
    let standard = soft(centred / spread.max(1e-30));
    let largest = |p: &[f64]| p.iter().copied().fold(0.0, f64::max);
    let mut all = vec![
        Series::line("raw", Role::Member, "teacher, raw", &classes, raw.clone()).marked(),
        Series::line(
            "standardised",
            Role::Student,
            "teacher, standardised",
            &classes,
            standard.clone(),
        )
        .marked(),
    ];
    if let Some(own) = seed.of(Loss::Standardised) {
        let student = own.shown[own.at(scale)].row(image).to_owned();
        let line = Series::line(
            "student",
            Role::Single,
            "its student, raw",
            &classes,
            soft(student),
        );
        all.push(line.marked().dashed());
    }
    let said = argmax(teacher.iter());
    Figure::new("softened", FigureKind::Curve, "One image, softened")
        .axes(Axis::new("class"), Axis::share("probability"))
        .series(all)
        .says(
            format!(
                "Test row {image} of the first seed, a {}; temperature {}; the teacher's logits times {}.",
                seed.labels[image], settings.viewing, SCALES[scale]
            ),
            format!(
                "The teacher says {said}: with {:.0} % by raw logits, with {:.0} % by standardised ones.",
                100.0 * largest(&raw),
                100.0 * largest(&standard)
            ),
        )
}

fn table(seeds: &[LogitStandardization], settings: &Settings) -> Table {
    let mut table = Table::new(&[
        "loss and scale",
        "test accuracy",
        "± (95 %)",
        "less labels alone",
        "± (95 %) ",
        "deviation of logits",
        "over the teacher's",
    ]);
    let interval = |own: &dyn Fn(&LogitStandardization) -> Option<f64>| {
        let all: Vec<f64> = seeds.iter().filter_map(own).collect();
        match Interval::student(&all) {
            Some(i) if i.n > 1 => [i.mean, (i.high - i.low) / 2.0],
            Some(i) => [i.mean, f64::NAN],
            None => [f64::NAN; 2],
        }
    };
    let [teacher, half] = interval(&|s| Some(s.teacher.0));
    let [loud, _] = interval(&|s| s.teacher.1.mean());
    table.push("teacher", [teacher, half, f64::NAN, f64::NAN, loud, 1.0]);
    for own in &seeds[0].students {
        let loss = own.loss;
        for (i, scale) in loss.scales().iter().enumerate() {
            let [accuracy, half] = interval(&|s| s.accuracy(loss, i));
            let gain = |s: &LogitStandardization| {
                Some(s.accuracy(loss, i)? - s.accuracy(Loss::Labels, 0)?)
            };
            let [gain, gain_half] = interval(&gain);
            let [own, _] = interval(&|s| s.of(loss)?.deviation[i].mean());
            let ratio = |s: &LogitStandardization| {
                Some(s.of(loss)?.deviation[i].mean()? / s.teacher.1.mean()? / scale)
            };
            let [ratio, _] = interval(&ratio);
            let name = match loss {
                Loss::Labels => settings.name(loss),
                _ => format!("{}, × {scale}", settings.name(loss)),
            };
            table.push(&name, [accuracy, half, gain, gain_half, own, ratio]);
        }
    }
    table
}
