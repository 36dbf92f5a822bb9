//! One row's votes, who corrects whom, and a plane of images.

use super::figures::Lines;
use super::patches::Patches;
use super::path::{Path, Recipe, Space, Stop};
use super::tuning::{CORNERS, SIDE};
use super::votes::{TRANSITIONS, Tally, Votes, shares};
use super::{ALPHAS, Settings, SpuriousDiversity, Tuned};
use crate::exhibits::chart::{agreement, map};
use crate::exhibits::{
    Axis, Cell, Figure, FigureKind, Interval, Map, Matrix, Plane, Role, Series, Table,
};
use crate::methods::categorical::argmax;
use crate::methods::features::Combination;

/// How the features vote on one row.
pub fn ballot(settings: &Settings, votes: &Votes, tally: &Tally) -> Figure {
    let row = votes.example(tally);
    let label = votes.labels[row];
    let counts = votes.ballot(settings.probability, row);
    let scores = tally.row(row);
    let mut table = Table::new(&[
        "class",
        "invariant",
        "only 1st",
        "both",
        "only 2nd",
        "1st",
        "2nd",
        "outputs",
        "weights",
    ]);
    for class in 0..settings.classes {
        let name = match class == label {
            true => format!("{class}, true"),
            false => class.to_string(),
        };
        let groups = counts.column(class).to_vec();
        let models = scores.each_ref().map(|own| own[class]);
        table.push(&name, groups.into_iter().chain(models));
    }
    let names = ["first model", "second model", "sum of outputs"];
    let chosen = |who: usize| {
        let own = &scores[who];
        let best = argmax(own.iter());
        format!("{} for class {best} with {}", names[who], own[best])
    };
    Figure::new("ballot", FigureKind::Table, "One row's votes")
        .table(table)
        .says(
            "A row that both models get wrong and the sum of their outputs right, if one was drawn: votes of features that each model uses, then what the models and their combinations count.",
            format!(
                "The true class is {label}: {}, {}, {}.",
                chosen(0),
                chosen(1),
                chosen(2)
            ),
        )
}

/// Who is right before and after.
pub fn transitions(
    seed: &SpuriousDiversity,
    settings: &Settings,
    votes: &Votes,
    tally: &Tally,
) -> Figure {
    let merged = match settings.space {
        Space::Logits => Combination::Output,
        Space::Weights => Combination::Weight,
    };
    let mut all = vec![("votes", shares(tally.transitions(merged, &votes.labels)))];
    if let Some(patches) = &seed.patches {
        let members = settings.members();
        let pair = match members[..] {
            [a, b, ..] => [a, b],
            _ => [0, 1],
        };
        let own = patches.transitions(pair, settings.asked());
        all.push(("two with patches", shares(own)));
    }
    if let Some(tuned) = &seed.digits {
        let own = |recipe| shares(tuned.transitions(settings.stop(recipe), &settings.sets()));
        all.push(("plain average", own(Recipe::Plain)));
        all.push(("BANG's average", own(Recipe::Bang)));
    }
    let said: Vec<String> = all
        .iter()
        .map(|(name, own)| format!("{name} {:.1} and {:.1} %", 100.0 * own[1], 100.0 * own[6]))
        .collect();
    let mut figure = Figure::new("transitions", FigureKind::Matrix, "Who corrects whom")
        .axes(Axis::new("first, second, both together"), Axis::new("models"))
        .says(
            "Shares of test rows; T for right and F for wrong, of the first model, the second, and both together. For averages these are the pre-trained network, the fine-tuned one, and the average, on shifted rows; the first seed.",
            format!("Both wrong and right together, and the reverse: {}.", said.join("; ")),
        );
    figure.matrix = Some(Matrix {
        rows: all.iter().map(|(name, _)| (*name).to_owned()).collect(),
        columns: TRANSITIONS.map(String::from).to_vec(),
        values: all.into_iter().flat_map(|(_, own)| own).collect(),
        of: "share".into(),
    });
    figure
}

/// What is decided on a plane through three images.
pub fn boundary(tuned: &Tuned, settings: &Settings) -> Option<Figure> {
    let (plane, rows, path) = tuned.plane.as_ref()?;
    let space = match settings.space {
        Space::Weights => "weights",
        Space::Logits => "logits",
    };
    let stop = |recipe, at| Stop {
        at,
        ..settings.stop(recipe)
    };
    let at = settings.stop(Recipe::Plain).at;
    let average = |what: &str| format!("{what}, α = {} in {space}", settings.alpha);
    let maps = [
        (
            "pre-trained".to_owned(),
            Role::Single,
            stop(Recipe::Plain, 0),
        ),
        (
            "fine-tuned".to_owned(),
            Role::Member,
            stop(Recipe::Plain, ALPHAS - 1),
        ),
        (average("plain"), Role::Soup, stop(Recipe::Plain, at)),
        (
            "fine-tuned by BANG".to_owned(),
            Role::Member,
            stop(Recipe::Bang, ALPHAS - 1),
        ),
        (average("BANG"), Role::Soup, stop(Recipe::Bang, at)),
    ];
    let maps: Vec<Map> = maps
        .into_iter()
        .map(|(label, role, stop)| drawn(path, &label, role, stop))
        .collect();
    let like = |i: usize| 100.0 * agreement(&maps[2], &maps[i]);
    let sentence = format!(
        "The plain average decides as the pre-trained network on {:.0} % of the plane and as the fine-tuned one on {:.0} %.",
        like(0),
        like(1)
    );
    let side = (rows[0].len() as f64).sqrt() as usize;
    let mut figure = Figure::new("boundary", FigureKind::Multiples, "A plane through three images")
        .says(
            format!(
                "The plane through test images of {}, {} and {}, {SIDE} × {SIDE} places; the first seed.",
                CORNERS[0], CORNERS[1], CORNERS[2]
            ),
            sentence,
        );
    figure.maps = maps;
    figure.plane = Some(Plane {
        anchors: plane.anchors.iter().map(|a| a.map(f64::from)).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|&v| f64::from(v)).collect())
            .collect(),
        names: order().iter().map(ToString::to_string).collect(),
        side: Some(side),
        ..Plane::default()
    });
    Some(figure)
}

/// The classes, those of the corners first.
fn order() -> Vec<u32> {
    let others = (0..10).filter(|k| !CORNERS.contains(k));
    CORNERS.into_iter().chain(others).collect()
}

fn drawn(path: &Path, label: &str, role: Role, stop: Stop) -> Map {
    let order = order();
    let mut drawn = map(label, role, path.logits(stop, 0).view());
    for winner in &mut drawn.winner {
        let place = order.iter().position(|&k| k == u32::from(*winner));
        *winner = place.unwrap_or_default() as u8;
    }
    drawn
}

/// How sure networks are of shifted digits.
pub fn confidence(tuned: &Tuned, settings: &Settings) -> Figure {
    let sets = settings.sets();
    let end = |recipe, at| Stop {
        at,
        ..settings.stop(recipe)
    };
    let all = [
        ("pre-trained", Role::Single, end(Recipe::Plain, 0)),
        ("fine-tuned", Role::Member, end(Recipe::Plain, ALPHAS - 1)),
        (
            "fine-tuned by BANG",
            Role::Student,
            end(Recipe::Bang, ALPHAS - 1),
        ),
    ];
    let series = all.map(|(name, role, stop)| {
        let log_p = crate::methods::categorical::log_softmax(tuned.all(stop, &sets).view());
        let sure: Vec<f64> = log_p
            .outer_iter()
            .map(|row| row.fold(f64::NEG_INFINITY, |a, &b| a.max(b)).exp())
            .collect();
        let rows: Vec<f64> = (0..sure.len()).map(|i| i as f64).collect();
        Series::line(name, role, name, &rows, sure)
    });
    let said = all.map(|(name, _, stop)| {
        let own = tuned.overconfidence(stop, &sets);
        format!(
            "{name} {:.1} % sure and {:.1} % right",
            100.0 * own.mean_confidence,
            100.0 * own.accuracy
        )
    });
    let louder = [all[1].2, all[2].2].map(|stop| tuned.louder(all[0].2, stop, &sets));
    let mut figure = Figure::new("confidence", FigureKind::Histogram, "How sure they are")
        .axes(Axis::new("rows"), Axis::share("largest probability"))
        .series(series.to_vec())
        .says(
            "Shifted digits; the first seed.",
            format!(
                "On average {}. Fine-tuned logits are {:.2} times as loud as those of the pre-trained network, BANG's {:.2} times.",
                said.join(", "),
                louder[0],
                louder[1]
            ),
        );
    figure.steps = Some(25);
    figure
}

/// Everything that was counted.
pub fn table(
    seeds: &[SpuriousDiversity],
    settings: &Settings,
    ways: &[(&str, [Lines; 4])],
) -> Table {
    let mut table = Table::new(&["model", "accuracy", "± (95 %)", "shifted", "± (95 %) "]);
    let at = settings.asked();
    let members = settings.members();
    let mut push = |name: &str, of: &dyn Fn(&Patches, usize) -> f64| {
        let own = seeds.iter().filter_map(|s| s.patches.as_ref());
        let all: Vec<[f64; 2]> = own.map(|p| [0, at].map(|at| of(p, at))).collect();
        averaged(&mut table, name, &all);
    };
    push("members with patches, mean", &|p, at| p.mean(&members, at));
    push("two members", &|p, at| p.paired(at));
    push("all chosen members", &|p, at| p.accuracy(&members, at));
    for (i, seen) in seeds[0]
        .patches
        .iter()
        .flat_map(|p| p.seen.iter().enumerate())
    {
        push(&format!("one network, {seen} patches"), &|p, at| {
            p.single(i, at)
        });
    }
    let here = settings.stop(Recipe::Plain).at;
    for (problem, lines) in ways {
        let mut push = |name: &str, of: &Lines, at: usize| {
            let each = of.clean.iter().zip(&of.shifted);
            let all: Vec<[f64; 2]> = each.map(|(a, b)| [a[at], b[at]]).collect();
            averaged(&mut table, &format!("{problem}: {name}"), &all);
        };
        push("pre-trained", &lines[0], 0);
        for (recipe, own) in Recipe::ALL.into_iter().zip(lines) {
            let name = recipe.name();
            push(&format!("fine-tuned, {name}"), own, ALPHAS - 1);
            push(&format!("α = {}, {name}", settings.alpha), own, here);
        }
    }
    if table.rows.is_empty() {
        let nothing = std::iter::repeat_n(Cell::Empty(()), 4);
        let name = "no network was trained".to_owned();
        table
            .rows
            .push(std::iter::once(Cell::from(name)).chain(nothing).collect());
    }
    table
}

/// A row of means over seeds with the halves of their intervals; none where nothing was counted.
fn averaged(table: &mut Table, name: &str, all: &[[f64; 2]]) {
    let mean = |i: usize| {
        let own: Vec<f64> = all.iter().map(|v| v[i]).collect();
        Interval::student(&own)
    };
    if let Some((plain, shifted)) = mean(0).zip(mean(1)) {
        let numbers = [plain, shifted].map(|i| [i.mean, (i.high - i.low) / 2.0]);
        table.push(name, numbers.into_iter().flatten());
    }
}
