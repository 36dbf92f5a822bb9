//! Which rows are where.

use std::collections::BTreeSet;

use soupcon::data::Toy;

use super::*;

fn with_all_parts() -> RunSpec {
    RunSpec {
        rows: 90,
        validation: 60,
        test: 30,
        start: StartSpec::Trained {
            steps: 10,
            lr: 0.01,
            rows: 45,
            batch: None,
            augment: Augmentation::NONE,
            copies: 1,
        },
        ..moons(2)
    }
}

/// Rows as bits, to be compared.
fn bits(data: &Dataset) -> Vec<Vec<u32>> {
    let rows = data.values().chunks(data.features());
    rows.map(|row| row.iter().map(|v| v.to_bits()).collect())
        .collect()
}

fn parts(sets: &Sets) -> Outcome<[&Dataset; 4]> {
    let start = sets.start.as_ref().ok_or("a start")?;
    let validation = sets.validation.as_ref().ok_or("validation rows")?;
    Ok([start, &sets.train, validation, &sets.test])
}

#[test]
fn no_row_is_in_two_sets_wherever_they_come_from() -> Outcome {
    let spec = with_all_parts();
    let all = Toy::Moons.generate(400, 0.15, 1)?;
    let file = Toy::Moons.generate(50, 0.15, 2)?;
    for sets in [
        Sets::generate(&spec)?,
        Sets::given(&spec, all.clone())?,
        Sets::bundled(&spec, all, &file)?,
    ] {
        let parts = parts(&sets)?;
        assert_eq!(parts.map(Dataset::len), [45, 90, 60, 30]);
        let rows: BTreeSet<_> = parts.into_iter().flat_map(bits).collect();
        assert_eq!(rows.len(), 225);
        // Each class in proportion.
        for part in parts {
            let counts = part.class_counts();
            assert!(counts[0].abs_diff(counts[1]) <= 2, "{counts:?}");
        }
    }
    let bundled = Sets::bundled(&spec, Toy::Moons.generate(400, 0.15, 1)?, &file)?;
    assert_eq!(bits(&bundled.test), bits(&file)[..30]);
    Ok(())
}

#[test]
fn wrong_labels_are_among_the_training_labels_alone() -> Outcome {
    let spec = with_all_parts();
    let noisy = RunSpec {
        label_noise: 0.3,
        ..spec.clone()
    };
    let (clean, noisy) = (Sets::generate(&spec)?, Sets::generate(&noisy)?);
    let pairs = clean.train.y().iter().zip(noisy.train.y());
    let wrong = pairs.filter(|(a, b)| a != b).count();
    assert!((15..=40).contains(&wrong), "{wrong} of 90");
    assert_eq!(clean.train.x(), noisy.train.x());
    assert_eq!(clean.start, noisy.start);
    assert_eq!(clean.validation, noisy.validation);
    assert_eq!(clean.test, noisy.test);
    Ok(())
}

#[test]
fn copies_keep_their_labels_and_are_made_only_for_those_who_use_them() -> Outcome {
    let spec = with_all_parts();
    assert_eq!(Sets::generate(&spec)?.copies, None);
    let spec = RunSpec {
        augment: 0.5.into(),
        label_noise: 0.2,
        augmentation: Some(Augmentation {
            noise: 0.1,
            ..Augmentation::NONE
        }),
        ..spec
    };
    let sets = Sets::generate(&spec)?;
    let copies = sets.copies.as_ref().ok_or("copies")?;
    assert_eq!(copies.len(), 8 * 90);
    for block in 0..8 {
        assert_eq!(&copies.y()[block * 90..][..90], sets.train.y());
    }
    let pairs = copies
        .values()
        .iter()
        .zip(sets.train.values().iter().cycle());
    let square = pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
    let deviation = (square / copies.values().len() as f64).sqrt();
    assert!((deviation - 0.1).abs() < 0.01, "{deviation}");
    assert_eq!(sets, Sets::generate(&spec)?);
    Ok(())
}

#[test]
fn a_start_may_have_several_copies_of_its_rows() -> Outcome {
    let mut spec = with_all_parts();
    let noisy = Augmentation {
        noise: 0.1,
        ..Augmentation::NONE
    };
    let mut with = |times: usize| {
        if let StartSpec::Trained {
            augment, copies, ..
        } = &mut spec.start
        {
            (*augment, *copies) = (noisy, times);
        }
        Sets::generate(&spec)
    };
    let (one, three) = (with(1)?, with(3)?);
    let [one, three] = [&one, &three].map(|sets| sets.start.as_ref());
    let (one, three) = (one.ok_or("a start")?, three.ok_or("a start")?);
    assert_eq!(three.len(), 3 * 45);
    assert_eq!(three.first(45)?, *one);
    for block in 1..3 {
        assert_eq!(&three.y()[block * 45..][..45], one.y());
        assert_ne!(&three.values()[block * 90..][..90], one.values());
    }
    for wrong in [0, 9] {
        let sentence = with(wrong).err().ok_or("accepted")?.to_string();
        assert!(
            sentence.starts_with("`start.copies` must be from 1 to 8"),
            "{sentence}"
        );
    }
    Ok(())
}

#[test]
fn given_rows_are_standardised_by_the_training_rows_alone() -> Outcome {
    let spec = |standardise| RunSpec {
        data: DataSpec::Given {
            name: "far".into(),
            standardise,
        },
        ..with_all_parts()
    };
    let moons = Toy::Moons.generate(400, 0.15, 1)?;
    let far = moons.values().iter().map(|v| 1000.0 + 50.0 * v).collect();
    let far = Dataset::new("far", far, &[2], moons.y().to_vec(), 2)?;
    let plain = Sets::given(&spec(false), far.clone())?;
    let scaled = Sets::given(&spec(true), far)?;
    for (mean, deviation) in scaled.train.moments() {
        assert!(mean.abs() < 1e-4 && (deviation - 1.0).abs() < 1e-4);
    }
    let moments = plain.train.moments();
    for (part, scaled) in parts(&plain)?.into_iter().zip(parts(&scaled)?) {
        assert_eq!(part.standardised(&moments)?, *scaled);
    }
    let pixels = vec![0.5; 400 * 4];
    let images = Dataset::new("far", pixels, &[2, 2], moons.y().to_vec(), 2)?;
    let refused = Sets::given(&spec(true), images)
        .err()
        .map(|e| e.to_string());
    let expected = "`data.standardise` must be false for images";
    assert!(refused.is_some_and(|sentence| sentence.starts_with(expected)));
    let json = r#"{"kind":"given","name":"far"}"#;
    let read: DataSpec = serde_json::from_str(json)?;
    assert_eq!(read, spec(false).data);
    Ok(())
}

#[test]
fn a_turn_turns_and_an_image_stays_an_image() -> Outcome {
    let turn = Augmentation {
        turn: 90.0,
        ..Augmentation::NONE
    };
    let points = Dataset::new("two", vec![1.0, 0.0, -1.0, 0.0], &[2], vec![0, 1], 2)?;
    let turned = turn.apply(&points, 0)?;
    for (found, expected) in turned.values().iter().zip([0.0, 1.0, 0.0, -1.0]) {
        assert!((found - expected).abs() < 1e-6, "{:?}", turned.values());
    }
    let pixels = [0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0];
    let images = Dataset::new("two", [pixels; 2].concat(), &[3, 3], vec![0, 1], 2)?;
    let up = turn.apply(&images, 0)?;
    assert!((up.values()[1] - 1.0).abs() < 1e-6, "{:?}", up.values());
    let same = Augmentation::NONE.apply(&images, 3)?;
    assert_eq!(same, images);
    let wild = Augmentation {
        noise: 0.5,
        contrast: 0.3,
        translation: 1.0,
        rotation: 30.0,
        turn: 0.0,
    };
    let wild = wild.apply(&images, 3)?;
    assert!(wild.values().iter().all(|v| (0.0..=1.0).contains(v)));
    assert!(wild.values()[..9] != wild.values()[9..]);
    Ok(())
}

#[test]
fn too_few_rows_are_named_with_what_there_is() -> Outcome {
    let spec = with_all_parts();
    let given = |n: usize| -> Outcome<Option<String>> {
        let all = Toy::Moons.generate(n, 0.1, 0)?;
        Ok(Sets::given(&spec, all).err().map(|e| e.to_string()))
    };
    for (rows, field, left) in [
        (20, "test", 20),
        (80, "validation", 50),
        (100, "start.rows", 10),
        (200, "rows", 65),
    ] {
        let sentence = given(rows)?.ok_or("accepted")?;
        let expected = format!("`{field}` must be at most {left}, the rows of `moons`");
        assert!(sentence.starts_with(&expected), "{sentence}");
    }
    assert_eq!(given(225)?, None);
    let file = Toy::Moons.generate(20, 0.1, 0)?;
    let short = Sets::bundled(&spec, Toy::Moons.generate(400, 0.1, 0)?, &file);
    let short = short.err().map(|e| e.to_string());
    let expected = "`test` must be at most 20, the rows of the test part, not 30";
    assert_eq!(short.as_deref(), Some(expected));
    Ok(())
}

#[test]
fn a_start_is_the_same_whoever_computes_it_and_must_fit() -> Outcome {
    let spec = with_all_parts();
    let sets = Sets::generate(&spec)?;
    let start = |spec: &RunSpec| pollster::block_on(lab::start(&Cpu, spec, &sets));
    let first = start(&spec)?;
    let swept = RunSpec {
        members: 9,
        mixup: 1.0.into(),
        fraction: 0.5.into(),
        steps: 7.0.into(),
        ..spec.clone()
    };
    assert!(first == start(&spec)? && first == start(&swept)?);
    let same = RunSpec {
        start: StartSpec::Same,
        ..spec.clone()
    };
    let random = start(&same)?;
    assert!(random.len() == first.len() && random != first);
    let own = RunSpec {
        start: StartSpec::Independent,
        ..spec.clone()
    };
    assert!(start(&own)?.is_empty());
    let mut broken = first.clone();
    broken[3] = f32::NAN;
    for (spec, start) in [
        (&spec, &[][..]),
        (&spec, &first[1..]),
        (&spec, &broken),
        (&own, &first),
    ] {
        let refused = pollster::block_on(Trainer::new(&Cpu, spec, &sets, 0..2, start)).err();
        let field = refused.as_ref().and_then(LabError::field);
        assert_eq!(field, Some("start"), "{refused:?}");
    }
    Ok(())
}
