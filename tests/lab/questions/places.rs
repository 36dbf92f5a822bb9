//! Weights between and around members: lines, planes, back towards the start.

use super::*;

fn line(table: &mut Table, from: Dish, to: Dish, places: &[f64]) -> [Vec<Measure>; 2] {
    let (places, on) = (places.to_vec(), vec![On::clean(Set::Test)]);
    let question = Question::Line {
        from,
        to,
        places,
        on,
    };
    let Answer::Line { soup, ensemble } = table.ask(&question) else {
        panic!("a line was asked for");
    };
    [soup[0].clone(), ensemble[0].clone()]
}

#[test]
fn a_line_ends_at_its_dishes_and_mixes_weights_and_logits_between() {
    let mut table = moons(3);
    let (start, wide) = table.wide();
    let places = [-0.5, 0.0, 0.25, 0.5, 1.0, 1.5];
    let [soup, ensemble] = line(&mut table, Dish::Start, member(2), &places);
    for (end, dish) in [(1, Dish::Start), (4, member(2))] {
        let own = table.score(&dish);
        assert_eq!(soup[end], own);
        assert_eq!(
            (ensemble[end].accuracy, ensemble[end].nll),
            (own.accuracy, own.nll)
        );
    }
    let y = table.test.y().to_vec();
    let [a, b] = [&start, &wide[2]].map(|theta| table.net.on(theta, &table.test));
    for (i, t) in places.into_iter().enumerate() {
        let mix = |a: &[f64], b: &[f64]| -> Vec<f64> {
            a.iter()
                .zip(b)
                .map(|(a, b)| (1.0 - t) * a + t * b)
                .collect()
        };
        let z = table.net.on(&mix(&start, &wide[2]), &table.test);
        let p: Vec<_> = z.iter().map(|z| slow::softmax(z)).collect();
        close("soup", soup[i].accuracy, slow::accuracy(&p, &y), 1e-12);
        close("soup nll", soup[i].nll, slow::nll(&p, &y), 1e-5);
        let p: Vec<_> = a
            .iter()
            .zip(&b)
            .map(|(a, b)| slow::softmax(&mix(a, b)))
            .collect();
        close(
            "ensemble",
            ensemble[i].accuracy,
            slow::accuracy(&p, &y),
            1e-12,
        );
        close("ensemble nll", ensemble[i].nll, slow::nll(&p, &y), 1e-5);
    }
}

#[test]
fn a_mix_is_a_weighted_sum_also_beyond_its_members() {
    let mut table = moons(3);
    let (_, wide) = table.wide();
    for weights in [
        vec![0.2, 0.3, 0.5],
        vec![1.5, 0.0, -0.5],
        vec![0.0, 1.0, 0.0],
    ] {
        let at = |i: usize| wide.iter().zip(&weights).map(|(w, s)| w[i] * s).sum();
        let wanted: Vec<f64> = (0..wide[0].len()).map(at).collect();
        let found = table.weights(&Dish::Mix { weights }).unwrap();
        all_close("mix", &found, &wanted, 1e-6);
    }
}

#[test]
fn the_way_back_ends_at_the_start_and_at_the_dish() {
    let mut table = moons(3);
    let back = |t, of: Dish| Dish::Back { t, of: of.into() };
    let uniform = table.weights(&soup(Method::Uniform)).unwrap();
    let start = table.start.clone();
    let mut at = |dish| table.weights(&dish).unwrap();
    assert_eq!(at(back(0.0, soup(Method::Uniform))), start);
    assert_eq!(at(back(1.0, soup(Method::Uniform))), uniform);
    let half: Vec<f64> = start
        .iter()
        .zip(&uniform)
        .map(|(&a, &b)| f64::midpoint(f64::from(a), f64::from(b)))
        .collect();
    all_close("half", &at(back(0.5, soup(Method::Uniform))), &half, 1e-6);
    // Half of the way back, and twice as far again.
    let again = back(2.0, back(0.5, soup(Method::Uniform)));
    assert_eq!(at(again), uniform);
}

#[test]
fn the_corners_of_a_landscape_are_its_members() {
    let mut table = moons(4);
    let (through, side) = ([3, 0, 2], 9);
    let question = Question::Landscape {
        through,
        side,
        on: On::clean(Set::Test),
    };
    let Answer::Landscape {
        x,
        y,
        error,
        corners,
        centroid,
        angle,
    } = table.ask(&question)
    else {
        panic!("a landscape was asked for");
    };
    assert_eq!(error.len(), side * side);
    let (_, wide) = table.wide();
    for (&m, [x, y]) in through.iter().zip(corners) {
        let place = Dish::Place { through, x, y };
        all_close("corner", &table.weights(&place).unwrap(), &wide[m], 1e-5);
        assert_eq!(
            table.score(&place).accuracy,
            table.score(&member(m)).accuracy
        );
    }
    let [x0, y0] = centroid;
    let place = Dish::Place {
        through,
        x: x0,
        y: y0,
    };
    let of: Vec<_> = through.iter().map(|&m| wide[m].clone()).collect();
    all_close(
        "centroid",
        &table.weights(&place).unwrap(),
        &slow::mean(&of),
        1e-5,
    );
    // Lengths and angles in the plane are those of the weights.
    let far = |a: usize, b: usize| {
        let pairs = wide[through[a]].iter().zip(&wide[through[b]]);
        pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    };
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let between = [0, 1].map(|i| corners[a][i] - corners[b][i]);
        close("length", between[0].hypot(between[1]), far(a, b), 1e-6);
    }
    let cosine =
        (far(0, 1).powi(2) + far(0, 2).powi(2) - far(1, 2).powi(2)) / (2.0 * far(0, 1) * far(0, 2));
    close("angle", angle, cosine.acos().to_degrees(), 1e-6);
    // The error at a few places of the grid, from below.
    let step = |[low, high]: [f64; 2], i: usize| low + (high - low) * i as f64 / (side - 1) as f64;
    for at in [0, 8, 40, 44, 72] {
        let place = Dish::Place {
            through,
            x: step(x, at % side),
            y: step(y, at / side),
        };
        close(
            "error",
            error[at],
            1.0 - table.score(&place).accuracy,
            1e-12,
        );
    }
    assert!(
        corners
            .iter()
            .all(|c| x[0] < c[0] && c[0] < x[1] && y[0] < c[1] && c[1] < y[1])
    );
}
