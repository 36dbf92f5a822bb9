//! What is seen of spurious features.

use super::path::{ALPHAS, Recipe, Space};
use super::votes::Votes;
use super::{DECEIT, PROBABILITIES, Settings, SpuriousDiversity, Tuned, scenes, top};
use crate::exhibits::{Axis, Figure, FigureKind, Role, Series, Snapshot};

/// How it was measured.
pub fn over(seeds: &[SpuriousDiversity], what: &str) -> String {
    match seeds.len() {
        1 => format!("{what} One seed."),
        n => format!("{what} Means over {n} seeds; intervals are 95 % of the mean (Student)."),
    }
}

fn role(recipe: Recipe) -> Role {
    match recipe {
        Recipe::Plain => Role::Single,
        Recipe::Smoothing => Role::Reference,
        Recipe::Mixup => Role::Member,
        Recipe::Bang => Role::Soup,
    }
}

/// Everything at the present settings.
pub fn snapshot(seeds: &[SpuriousDiversity], settings: &Settings, votes: &Votes) -> Snapshot {
    let tally = votes.tally(settings.probability);
    let [a, b, output, weight] = tally.accuracy.map(|v| 100.0 * v);
    let mut said = vec![format!(
        "Two models of votes are right on {a:.1} and {b:.1} % of the rows, on {output:.1} % if their outputs are added and on {weight:.1} % if their weights are averaged"
    )];
    let members = settings.members();
    let at = settings.asked();
    let mean = |of: &dyn Fn(&SpuriousDiversity) -> Option<f64>| {
        let all: Vec<f64> = seeds.iter().filter_map(of).collect();
        (!all.is_empty()).then(|| 100.0 * all.iter().sum::<f64>() / all.len() as f64)
    };
    let alone = mean(&|s| Some(s.patches.as_ref()?.mean(&members, at)));
    let together = mean(&|s| Some(s.patches.as_ref()?.along(&members)[at]));
    if let Some((alone, together)) = alone.zip(together) {
        said.push(format!(
            "networks with patches on {alone:.1} % alone and on {together:.1} % together, {} of them",
            members.len()
        ));
    }
    let first = &seeds[0];
    let [digits, dressed] = [Problem::Digits, Problem::Dressed].map(|p| lines(seeds, settings, p));
    let stop = settings.stop(Recipe::Plain).at;
    let average = |recipe: Recipe| {
        let own = &digits[recipe as usize].shifted;
        let sum: f64 = own.iter().map(|line| line[stop]).sum();
        (!own.is_empty()).then(|| 100.0 * sum / own.len() as f64)
    };
    if let Some((plain, bang)) = average(Recipe::Plain).zip(average(Recipe::Bang)) {
        said.push(format!(
            "the average at α = {} on {plain:.1} % of the shifted digits, on {bang:.1} % after BANG",
            settings.alpha
        ));
    }
    let mut figures = vec![by_votes(settings, votes)];
    if first.patches.is_some() {
        figures.push(by_shift(seeds, settings));
        figures.push(more_patches(seeds, settings));
    }
    if let Some(tuned) = &first.digits {
        figures.push(way(seeds, settings, Problem::Digits, &digits));
        figures.push(bow(seeds, &digits));
        figures.push(scenes::confidence(tuned, settings));
        figures.extend(scenes::boundary(tuned, settings));
    }
    if first.dressed.is_some() {
        figures.push(way(seeds, settings, Problem::Dressed, &dressed));
    }
    figures.push(scenes::transitions(first, settings, votes, &tally));
    figures.push(scenes::ballot(settings, votes, &tally));
    Snapshot {
        sentence: said.join("; ") + ".",
        figures,
        table: scenes::table(seeds, settings, &[("digits", digits), ("patches", dressed)]),
    }
}

fn by_votes(settings: &Settings, votes: &Votes) -> Figure {
    let curve = votes.curve();
    let line = |id: &str, role, of: &dyn Fn(&[f64; 4]) -> f64| {
        let y = curve.iter().map(of).collect();
        Series::line(id, role, id, &PROBABILITIES, y).marked()
    };
    let single = |a: &[f64; 4]| f64::midpoint(a[0], a[1]);
    let all = vec![
        line("one model", Role::Single, &single),
        line("sum of outputs", Role::Ensemble, &|a| a[2]),
        line("mean of weights", Role::Soup, &|a| a[3]),
    ];
    let at = settings.asked();
    let sentence = format!(
        "At p = {}: one model {:.1} %, outputs added {:.1} %, weights averaged {:.1} %.",
        PROBABILITIES[at],
        100.0 * all[0].y[at],
        100.0 * all[1].y[at],
        100.0 * all[2].y[at]
    );
    Figure::new("votes", FigureKind::Curve, "Features that vote")
        .axes(
            Axis::new("probability p that a spurious feature deceives"),
            Axis::share("accuracy").chance(1.0 / settings.classes as f64),
        )
        .series(all)
        .present(settings.probability)
        .says(
            "2 000 rows at each p, ties shared; nothing is trained.",
            sentence,
        )
}

fn by_shift(seeds: &[SpuriousDiversity], settings: &Settings) -> Figure {
    let members = settings.members();
    let two = &members[..members.len().min(2)];
    let line = |id: &str, role, of: &dyn Fn(&super::Patches, usize) -> f64| {
        let own = seeds.iter().filter_map(|s| s.patches.as_ref());
        let values: Vec<Vec<f64>> = own
            .map(|p| (0..PROBABILITIES.len()).map(|at| of(p, at)).collect())
            .collect();
        Series::over_seeds(id, role, id, &PROBABILITIES, &values).marked()
    };
    let together = format!("{} members", members.len());
    let all = vec![
        line("one member, mean", Role::Member, &|p, at| {
            p.mean(&members, at)
        }),
        line("two members", Role::Reference, &|p, at| p.along(two)[at]),
        line(&together, Role::Ensemble, &|p, at| p.along(&members)[at]),
        line("one network, no patches", Role::Single, &|p, at| {
            p.single(0, at)
        }),
    ];
    let at = settings.asked();
    let said: Vec<String> = all
        .iter()
        .map(|s| format!("{} {:.1} %", s.label, 100.0 * s.y[at]))
        .collect();
    Figure::new(
        "accuracy-by-shift",
        FigureKind::Curve,
        "Digits with patches that deceive",
    )
    .axes(
        Axis::new("probability p that a patch deceives"),
        Axis::share("test accuracy").chance(0.1),
    )
    .series(all)
    .present(settings.probability)
    .says(
        over(seeds, "2 000 test images; members combine their logits."),
        format!("At p = {}: {}.", PROBABILITIES[at], said.join(", ")),
    )
}

fn more_patches(seeds: &[SpuriousDiversity], settings: &Settings) -> Figure {
    let at = settings.asked();
    let seen = seeds[0].patches.as_ref().map_or(&[][..], |p| &p.seen);
    let x: Vec<f64> = seen.iter().map(|&s| s as f64).collect();
    let own = seeds.iter().filter_map(|s| s.patches.as_ref());
    let values: Vec<Vec<f64>> = own
        .clone()
        .map(|p| (0..x.len()).map(|i| p.single(i, at)).collect())
        .collect();
    let line = Series::over_seeds("one", Role::Single, "one network", &x, &values).marked();
    let members = settings.members();
    let together: Vec<f64> = own.map(|p| p.along(&members)[at]).collect();
    let together = together.iter().sum::<f64>() / together.len().max(1) as f64;
    let sentence = format!(
        "At p = {} one network is right on {:.1} % without patches and on {:.1} % with {}; {} members that share them out on {:.1} %.",
        PROBABILITIES[at],
        100.0 * line.y[0],
        100.0 * line.y[line.y.len() - 1],
        seen.last().unwrap_or(&0),
        members.len(),
        100.0 * together
    );
    Figure::new("patches", FigureKind::Curve, "More patches in one network")
        .axes(
            Axis::new("patches that it sees"),
            Axis::share("test accuracy").chance(0.1),
        )
        .series(vec![line])
        .rule("y", together, "members together")
        .says(over(seeds, "2 000 test images."), sentence)
}

/// Where an average is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Problem {
    Digits,
    Dressed,
}

impl Problem {
    fn of(self, seed: &SpuriousDiversity) -> Option<&Tuned> {
        match self {
            Problem::Digits => seed.digits.as_ref(),
            Problem::Dressed => seed.dressed.as_ref(),
        }
    }

    fn sets(self, settings: &Settings) -> Vec<usize> {
        match self {
            Problem::Digits => settings.sets(),
            Problem::Dressed => vec![1],
        }
    }
}

/// Where the average stands at each α.
fn alphas() -> Vec<f64> {
    (0..ALPHAS)
        .map(|at| at as f64 / (ALPHAS - 1) as f64)
        .collect()
}

/// Accuracies of a recipe along the way, a line a seed.
pub struct Lines {
    pub clean: Vec<Vec<f64>>,
    pub shifted: Vec<Vec<f64>>,
}

/// Those of all recipes.
fn lines(seeds: &[SpuriousDiversity], settings: &Settings, problem: Problem) -> [Lines; 4] {
    let shifted = problem.sets(settings);
    Recipe::ALL.map(|recipe| {
        let stop = settings.stop(recipe);
        let along = |sets: &[usize]| {
            let own = seeds.iter().filter_map(|s| problem.of(s));
            own.map(|t| t.path.along(stop, sets)).collect()
        };
        Lines {
            clean: along(&[0]),
            shifted: along(&shifted),
        }
    })
}

/// Accuracies along the way from the pre-trained network to fine-tuned ones.
fn way(
    seeds: &[SpuriousDiversity],
    settings: &Settings,
    problem: Problem,
    lines: &[Lines; 4],
) -> Figure {
    let alphas = alphas();
    let line = |recipe: Recipe, values: &[Vec<f64>], id: &str| {
        Series::over_seeds(id, role(recipe), id, &alphas, values)
    };
    let mut all = Vec::new();
    for recipe in Recipe::ALL {
        let own = &lines[recipe as usize].shifted;
        all.push(line(recipe, own, recipe.name()).marked());
    }
    for recipe in [Recipe::Plain, Recipe::Bang] {
        let name = format!("{}, unshifted", recipe.name());
        all.push(line(recipe, &lines[recipe as usize].clean, &name).dashed());
    }
    let at = settings.stop(Recipe::Plain).at;
    let said: Vec<String> = all[..Recipe::ALL.len()]
        .iter()
        .map(|s| {
            format!(
                "{} {:.1} % (highest at {})",
                s.label,
                100.0 * s.y[at],
                top(&s.y)
            )
        })
        .collect();
    let (id, title, rows) = match problem {
        Problem::Digits => (
            "way",
            "From pre-trained to fine-tuned",
            "Spoilt digits, and unshifted ones (dashed).".to_owned(),
        ),
        Problem::Dressed => (
            "way-patches",
            "The same with patches that deceive",
            format!("Digits whose patches deceive with p = {DECEIT}, and never (dashed)."),
        ),
    };
    let space = match settings.space {
        Space::Weights => "weights",
        Space::Logits => "logits",
    };
    Figure::new(id, FigureKind::Curve, title)
        .axes(
            Axis::new(&format!("α, the fine-tuned network's part in {space}")),
            Axis::share("accuracy"),
        )
        .series(all)
        .present(settings.alpha)
        .says(
            over(seeds, &rows),
            format!(
                "On shifted rows at α = {}: {}.",
                settings.alpha,
                said.join(", ")
            ),
        )
}

/// Accuracy on shifted rows against that on others.
fn bow(seeds: &[SpuriousDiversity], lines: &[Lines; 4]) -> Figure {
    let names: Vec<String> = alphas().iter().map(|a| format!("α = {a}")).collect();
    let mean = |values: &[Vec<f64>]| -> Vec<f64> {
        let at = |i| values.iter().map(|v: &Vec<f64>| v[i]).sum::<f64>() / values.len() as f64;
        (0..ALPHAS).map(at).collect()
    };
    let path = |recipe: Recipe| {
        let Lines { clean, shifted } = &lines[recipe as usize];
        let (x, y) = (mean(clean), mean(shifted));
        let mut line = Series::line(recipe.name(), role(recipe), recipe.name(), &x, y);
        line.joined = Some(true);
        line.named(names.clone())
    };
    let all: Vec<Series> = Recipe::ALL.into_iter().map(path).collect();
    let best = |s: &Series| {
        let high = s.y.iter().copied().fold(0.0, f64::max);
        format!("{} {:.1} %", s.label, 100.0 * high)
    };
    let said: Vec<String> = all.iter().map(best).collect();
    Figure::new("bow", FigureKind::Scatter, "What is gained on one side")
        .axes(
            Axis::share("accuracy as in fine-tuning"),
            Axis::share("accuracy on shifted digits"),
        )
        .series(all)
        .says(
            over(seeds, "Each path goes from α = 0 to 1."),
            format!("The highest on shifted digits: {}.", said.join(", ")),
        )
}
