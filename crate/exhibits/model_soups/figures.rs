//! What is seen of soups.

use super::live::{Live, PLACES};
use super::pairs::{agreement, correlation};
use super::standing::{Made, Standing};
use super::{LANDSCAPE, Landscape, Merge, ModelSoups, Settings};
use crate::exhibits::chart::plane;
use crate::exhibits::{
    Axis, Figure, FigureKind, Grid, Interval, Point, Role, Series, Snapshot, Table,
};

/// What the chosen merge is called.
pub fn name(settings: &Settings) -> String {
    let Settings {
        alpha,
        density,
        scale,
        ..
    } = settings;
    match settings.method {
        Merge::Uniform => "uniform soup".into(),
        Merge::Greedy => "greedy soup".into(),
        Merge::Learned => "learned soup".into(),
        Merge::Linear => format!("mix, α = {alpha}"),
        Merge::Slerp => format!("SLERP, t = {}", alpha.clamp(0.0, 1.0)),
        Merge::TaskArithmetic => format!("task arithmetic, λ = {scale}"),
        Merge::Ties => format!("TIES, density {density}, λ = {scale}"),
        Merge::Dare => format!("DARE, density {density}, λ = {scale}"),
        Merge::ModelStock => "Model Stock".into(),
        Merge::Fisher => "Fisher".into(),
    }
}

fn role(made: Made) -> Role {
    match made {
        Made::Start => Role::Reference,
        Made::Best => Role::Single,
        Made::Ensemble => Role::Ensemble,
        _ => Role::Soup,
    }
}

/// Everything at the present settings.
pub fn snapshot(seeds: &[ModelSoups], settings: &Settings, live: &Live) -> Snapshot {
    let first = &seeds[0];
    let mean = 100.0 * first.counted.mean(|s| s.plain);
    let best = 100.0 * first.counted.of(Made::Best).plain;
    let sentence = match live.made[0] {
        Some(made) => format!(
            "Of {} chosen members the {} is right on {:.1} % of the test rows; members on {mean:.1} % on average, the best on validation rows on {best:.1} %.",
            live.chosen.iter().filter(|&&c| c).count(),
            name(settings),
            100.0 * made.accuracy
        ),
        None => format!(
            "The {} cannot be made of these members: it needs a start that they share. Members are right on {mean:.1} % on average.",
            name(settings)
        ),
    };
    let mut figures = vec![boundary(first, live)];
    let titles = [
        ("landscape", "Around three members from one start"),
        (
            "landscape-apart",
            "Around three members from their own starts",
        ),
    ];
    let drawn = first.landscapes.iter().zip(titles);
    figures.extend(drawn.map(|(l, (id, title))| landscape(first, l, id, title)));
    figures.push(interpolation(first, settings, live));
    figures.push(robustness(seeds, settings, live));
    figures.push(greedy(first, settings));
    figures.push(gaps(seeds, settings));
    figures.extend(angles(seeds));
    Snapshot {
        sentence,
        figures,
        table: table(seeds, settings, live),
    }
}

fn boundary(seed: &ModelSoups, live: &Live) -> Figure {
    let [group, _] = seed.on_plane();
    let what = match seed.toy {
        Some(_) => "Eight members on the two moons, beside the images",
        None => "The members",
    };
    let ensemble = live.maps.iter().find(|m| m.role == Some(Role::Ensemble));
    let like = live
        .maps
        .iter()
        .filter(|m| m.role != Some(Role::Ensemble))
        .filter_map(|m| {
            let share = crate::exhibits::chart::agreement(ensemble?, m);
            (m.role != Some(Role::Member)).then(|| format!("{} {:.0} %", m.label, 100.0 * share))
        });
    let shares: Vec<String> = like.collect();
    let mut figure = Figure::new("boundary", FigureKind::Multiples, "Members, soup, ensemble")
        .says(
            format!("{what}; the chosen members make the soup and the ensemble; the first seed."),
            format!("Places decided as by the ensemble: {}.", shares.join(", ")),
        );
    let lab_plane = crate::lab::Plane::around(&group.sets.train);
    figure.plane = lab_plane.ok().map(|p| plane(&p, &group.sets.train));
    figure.maps.clone_from(&live.maps);
    figure
}

fn landscape(seed: &ModelSoups, of: &Landscape, id: &str, title: &str) -> Figure {
    let ticks = |[low, high]: [f64; 2]| -> Vec<f64> {
        let step = (high - low) / (LANDSCAPE - 1) as f64;
        (0..LANDSCAPE).map(|i| low + step * i as f64).collect()
    };
    let (x, y) = (ticks(of.x), ticks(of.y));
    let nearest = |ticks: &[f64], at: f64| {
        let off = |i: &usize| (ticks[*i] - at).abs();
        (0..ticks.len())
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .unwrap_or(0)
    };
    let error = |[u, v]: [f64; 2]| 100.0 * of.error[nearest(&y, v) * LANDSCAPE + nearest(&x, u)];
    let corners = of.corners.map(error);
    let sentence = format!(
        "Members are wrong on {:.0}, {:.0} and {:.0} % of the rows, their mean on {:.0} %.",
        corners[0],
        corners[1],
        corners[2],
        error(of.centroid)
    );
    let mut figure = Figure::new(id, FigureKind::Landscape, title)
        .axes(Axis::new("distance of weights"), Axis::new("distance of weights "))
        .says(
            format!(
                "Share of {} validation rows that are wrong, on the plane through the first three members; the first seed.",
                seed.shared.spec.validation
            ),
            sentence,
        );
    let point = |(i, [x, y]): (usize, [f64; 2])| Point {
        x,
        y,
        role: Role::Member,
        label: format!("member {}", i + 1),
    };
    figure.points = of.corners.into_iter().enumerate().map(point).collect();
    figure.points.push(Point {
        x: of.centroid[0],
        y: of.centroid[1],
        role: Role::Soup,
        label: "their mean".into(),
    });
    figure.grid = Some(Grid {
        x,
        y,
        values: of.error.clone(),
        label: "error".into(),
        unit: None,
        palette: "sequential".into(),
    });
    figure
}

fn interpolation(seed: &ModelSoups, settings: &Settings, live: &Live) -> Figure {
    let shift = format!(
        "{}, severity {}",
        settings.shift.name(seed.data),
        settings.severity
    );
    let [a, b] = live.between.map(|m| m + 1);
    let line = |id: &str, role, label: &str, y: &Vec<f64>| {
        Series::line(id, role, label, &PLACES, y.clone()).marked()
    };
    let (soup, ensemble) = (&live.line.soup, &live.line.ensemble);
    let all = vec![
        line("soup", Role::Soup, "mix of weights", &soup[0]),
        line("ensemble", Role::Ensemble, "mix of logits", &ensemble[0]).dashed(),
        line(
            "soup-shifted",
            Role::Soup,
            &format!("weights, {shift}"),
            &soup[1],
        ),
        line(
            "ensemble-shifted",
            Role::Ensemble,
            &format!("logits, {shift}"),
            &ensemble[1],
        )
        .dashed(),
    ];
    let middle = PLACES.len() / 2;
    let at = |y: &Vec<f64>| 100.0 * y.get(middle).copied().unwrap_or(f64::NAN);
    Figure::new("interpolation", FigureKind::Curve, "Between two members")
        .axes(Axis::new("α, from one to the other"), Axis::share("accuracy"))
        .series(all)
        .present(settings.alpha)
        .says(
            format!(
                "Members {a} and {b} of the first seed, {} test rows.",
                seed.shared.sets.test.len()
            ),
            format!(
                "Half way the mixed weights are right on {:.1} % and the mixed logits on {:.1} %; with {shift} on {:.1} and {:.1} %.",
                at(&soup[0]),
                at(&ensemble[0]),
                at(&soup[1]),
                at(&ensemble[1])
            ),
        )
}

fn robustness(seeds: &[ModelSoups], settings: &Settings, live: &Live) -> Figure {
    let first = &seeds[0].counted;
    let part = |of: fn(&Standing) -> f64| first.members.iter().map(of).collect::<Vec<f64>>();
    let names = (1..=first.members.len()).map(|m| format!("member {m}"));
    let mut all = vec![
        Series::line(
            "members",
            Role::Member,
            "members",
            &part(|s| s.plain),
            part(|s| s.shifted),
        )
        .named(names.collect()),
    ];
    for made in Made::ALL {
        let Standing { plain, shifted, .. } = first.of(made);
        if plain.is_finite() {
            let name = made.name();
            all.push(
                Series::line(name, role(made), name, &[plain], vec![shifted])
                    .named(vec![name.into()]),
            );
        }
    }
    // A line through the members, by least squares.
    let x: Vec<f64> = part(|s| s.plain);
    let y: Vec<f64> = part(|s| s.shifted);
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let top: f64 = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let bottom: f64 = x.iter().map(|x| (x - mx).powi(2)).sum();
    let slope = if bottom > 0.0 { top / bottom } else { 0.0 };
    let ends = [
        x.iter().copied().fold(f64::INFINITY, f64::min),
        x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    ];
    let fit = ends.map(|x| my + slope * (x - mx)).to_vec();
    let mut line =
        Series::line("fit", Role::Reference, "line through members", &ends, fit).dashed();
    line.joined = Some(true);
    all.push(line);
    let shifts: Vec<&str> = seeds[0]
        .data
        .shifts()
        .iter()
        .map(|(name, _)| *name)
        .collect();
    let now = match live.made {
        [Some(plain), Some(shifted)] => format!(
            "The {} of the chosen members: {:.1} %, and {:.1} % with {}, severity {}.",
            name(settings),
            100.0 * plain.accuracy,
            100.0 * shifted.accuracy,
            settings.shift.name(seeds[0].data),
            settings.severity
        ),
        _ => format!("The {} needs a start that members share.", name(settings)),
    };
    Figure::new("robustness", FigureKind::Scatter, "Accuracy and robustness")
        .axes(
            Axis::share("accuracy on test rows"),
            Axis::share("accuracy on shifted rows"),
        )
        .series(all)
        .says(
            format!(
                "All members of the first seed; a mean over {}.",
                shifts.join(", ")
            ),
            now,
        )
}

fn greedy(seed: &ModelSoups, settings: &Settings) -> Figure {
    let trace = &seed.counted.trace[usize::from(settings.ties)];
    let x: Vec<f64> = (1..=trace.order.len()).map(|i| i as f64).collect();
    let mut line = Series::line(
        "greedy",
        Role::Soup,
        "soup with this member",
        &x,
        trace.candidate.clone(),
    );
    line.kept = Some(trace.accepted.clone());
    line.names = Some(
        trace
            .order
            .iter()
            .map(|m| format!("member {}", m + 1))
            .collect(),
    );
    let kept = trace.accepted.iter().filter(|&&a| a).count();
    Figure::new("greedy", FigureKind::Trace, "How the greedy soup is built")
        .axes(
            Axis::new("candidate, the best first"),
            Axis::share("validation accuracy"),
        )
        .series(vec![line])
        .says(
            format!(
                "Members by falling accuracy on {} validation rows, ties {}; the first seed.",
                seed.shared.spec.validation,
                if settings.ties { "accepted" } else { "refused" }
            ),
            format!(
                "The greedy soup keeps {kept} of {} members.",
                trace.order.len()
            ),
        )
}

/// Points of a scatter.
fn scatter(id: &str, role: Role, label: &str, pairs: &[[f64; 2]]) -> Series {
    let part = |i: usize| pairs.iter().map(|p| p[i]).collect::<Vec<f64>>();
    Series::line(id, role, label, &part(0), part(1))
}

fn gaps(seeds: &[ModelSoups], settings: &Settings) -> Figure {
    let all: Vec<_> = seeds.iter().map(|s| s.pairs.gaps(settings.beta)).collect();
    let mean = |of: fn(&[[f64; 2]]) -> f64| {
        all.iter().map(|pairs| of(pairs)).sum::<f64>() / all.len() as f64
    };
    let mut figure = Figure::new("gap", FigureKind::Scatter, "Soup against ensemble")
        .axes(
            Axis::new("estimated gap").unit("nats"),
            Axis::new("measured gap").unit("nats"),
        )
        .series(vec![scatter("gap", Role::Soup, "pairs and places", &all[0])])
        .says(
            format!(
                "Loss of the soup less loss of the ensemble, for up to 15 pairs at three places, β = {}, 500 test rows; below 0 the soup is better; the first seed.",
                settings.beta
            ),
            format!(
                "r = {:.2}, and {:.0} % agree on which is better, over {} seeds.",
                mean(correlation),
                100.0 * mean(agreement),
                all.len()
            ),
        );
    figure.identity = true;
    figure
}

fn angles(seeds: &[ModelSoups]) -> Option<Figure> {
    let first = &seeds[0].pairs.angles;
    if first.is_empty() {
        return None;
    }
    let r: Vec<f64> = seeds.iter().map(|s| correlation(&s.pairs.angles)).collect();
    let r = r.iter().sum::<f64>() / r.len() as f64;
    let (low, high) = first
        .iter()
        .fold((180.0_f64, 0.0_f64), |(l, h), p| (l.min(p[0]), h.max(p[0])));
    let figure = Figure::new("angle", FigureKind::Scatter, "Different enough gains more")
        .axes(
            Axis::new("angle between what two members learnt").unit("°"),
            Axis::new("advantage of their mean").format("+.1%"),
        )
        .series(vec![scatter("pairs", Role::Member, "pairs of members", first)])
        .rule("y", 0.0, "no gain")
        .says(
            "Accuracy of the mean of two members less their mean accuracy, all pairs of the first seed.",
            format!("Angles from {low:.0} to {high:.0}°; r = {r:.2} over {} seeds.", seeds.len()),
        );
    Some(figure)
}

fn table(seeds: &[ModelSoups], settings: &Settings, live: &Live) -> Table {
    let mut table = Table::new(&[
        "model",
        "accuracy",
        "± (95 %)",
        "shifted",
        "± (95 %) ",
        "less best member",
        "± (95 %)  ",
        "forward passes",
        "parameters",
    ]);
    let interval = |own: &dyn Fn(&ModelSoups) -> f64| {
        let all: Vec<f64> = seeds.iter().map(own).collect();
        match Interval::student(&all) {
            Some(i) if i.n > 1 => [i.mean, (i.high - i.low) / 2.0],
            Some(i) => [i.mean, f64::NAN],
            None => [f64::NAN; 2],
        }
    };
    let size = (seeds[0].shared.theta.len() / seeds[0].shared.spec.members) as f64;
    let mut push = |name: &str, of: &dyn Fn(&ModelSoups) -> Standing| {
        let best = |s: &ModelSoups| s.counted.of(Made::Best).plain;
        let [plain, half] = interval(&|s| of(s).plain);
        let [shifted, shifted_half] = interval(&|s| of(s).shifted);
        let [gain, gain_half] = interval(&|s| of(s).plain - best(s));
        let passes = of(&seeds[0]).passes;
        table.push(
            name,
            [
                plain,
                half,
                shifted,
                shifted_half,
                gain,
                gain_half,
                passes,
                passes * size,
            ],
        );
    };
    push("members’ mean", &|s| Standing {
        plain: s.counted.mean(|m| m.plain),
        shifted: s.counted.mean(|m| m.shifted),
        passes: 1.0,
    });
    for made in Made::ALL {
        push(made.name(), &|s| s.counted.of(made));
    }
    for (i, (name, passes)) in [
        ("soup of starts of their own", 1.0),
        (
            "ensemble of starts of their own",
            seeds[0].apart.spec.members as f64,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        push(name, &|s| Standing {
            plain: s.apart_made[i],
            shifted: f64::NAN,
            passes,
        });
    }
    if let [Some(plain), Some(shifted)] = live.made {
        let name = format!("{}, chosen members of the first seed", name(settings));
        let (plain, shifted) = (plain.accuracy, shifted.accuracy);
        table.push(
            &name,
            [
                plain,
                f64::NAN,
                shifted,
                f64::NAN,
                f64::NAN,
                f64::NAN,
                1.0,
                size,
            ],
        );
    }
    table
}
