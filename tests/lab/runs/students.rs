//! Students learn what their teachers say.

use soupcon::ir::Graph;
use soupcon::lab::{Lesson, Student, StudentStart};
use soupcon::nn::Model;
use soupcon::plan::Plan;
use soupcon::run::Machine;

use super::*;

const LESSONS: [Lesson; 7] = [
    Lesson::Kd,
    Lesson::StandardizedKd,
    Lesson::Dkd,
    Lesson::DualHead,
    Lesson::Pld,
    Lesson::Dist,
    Lesson::Mse,
];

fn student(loss: Lesson) -> Student {
    Student {
        loss,
        temperature: 2.0,
        weight: 0.9,
        lr: 0.01,
        steps: 300,
        start: StudentStart::Own,
        hidden: None,
    }
}

/// Four classes, half of whose training labels are wrong.
fn blobs() -> RunSpec {
    RunSpec {
        data: DataSpec::Toy {
            name: "blobs".into(),
            noise: 0.25,
        },
        label_noise: 0.4,
        ..moons(1)
    }
}

/// A model's logits on the training rows.
fn logits(spec: &RunSpec, sets: &Sets, hidden: &[usize], theta: &[f32]) -> Outcome<Vec<f32>> {
    let model = ModelSpec::Mlp {
        hidden: hidden.to_vec(),
        activation: Activation::Tanh,
    };
    let learner = RunSpec {
        model,
        ..spec.clone()
    }
    .learner(&sets.train)?;
    let g = Graph::new(1);
    let x = g.shared("x", &[sets.train.len(), sets.train.features()]);
    let weights = g.each("theta", &[learner.layout().len()]);
    g.output("logits", learner.logits(x, weights));
    let program = g.finish()?;
    pollster::block_on(async {
        let mut machine: Box<dyn Machine> = Cpu.compile(Plan::new(&program)).await?;
        let bits = |v: &[f32]| v.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        machine.write("x", &bits(sets.train.values()))?;
        machine.write("theta", &bits(theta))?;
        machine.run(1)?;
        let words = machine.read("logits").await?;
        Ok(words.into_iter().map(f32::from_bits).collect())
    })
}

/// The share of rows on which two models decide alike.
fn agreement(a: &[f32], b: &[f32], classes: usize) -> f64 {
    let top = |row: &[f32]| (0..classes).max_by(|&i, &j| row[i].total_cmp(&row[j]));
    let pairs = a.chunks(classes).zip(b.chunks(classes));
    let alike = pairs.clone().filter(|(a, b)| top(a) == top(b)).count();
    alike as f64 / pairs.count() as f64
}

#[test]
fn a_student_of_each_loss_approaches_its_teacher() -> Outcome {
    let spec = blobs();
    let sets = Sets::generate(&spec)?;
    // The teacher has learnt from right labels.
    let clean = RunSpec {
        label_noise: 0.0,
        ..spec.clone()
    };
    let teacher = trained(&clean, 0..1, &[300])?;
    let answers = logits(&spec, &sets, &[16, 16], &teacher)?;
    for lesson in LESSONS {
        let lesson = student(lesson);
        let (before, after) = pollster::block_on(async {
            let mut trainer = Trainer::student(&Cpu, &spec, &lesson, &sets, &answers, &[]).await?;
            let before = trainer.theta().await?;
            trainer.run(lesson.steps)?;
            assert_eq!(trainer.diverged().await?, [0]);
            assert_eq!(trainer.losses().len(), 300);
            Ok::<_, LabError>((before, trainer.theta().await?))
        })?;
        assert_eq!(after.len(), teacher.len(), "{lesson:?}");
        let [before, after] = [before, after].map(|theta| -> Outcome<f64> {
            let own = logits(&spec, &sets, &[16, 16], &theta)?;
            Ok(agreement(&own, &answers, sets.train.classes()))
        });
        let (before, after) = (before?, after?);
        println!("{:?}: {before:.3} to {after:.3}", lesson.loss);
        // Two heads: the classifier itself learns from the labels alone, wrong as they are.
        let least = if lesson.loss == Lesson::DualHead {
            0.85
        } else {
            0.95
        };
        assert!(after > least && after > before, "{lesson:?}: {after}");
    }
    Ok(())
}

#[test]
fn a_student_may_be_of_another_width_and_repeats_itself() -> Outcome {
    let spec = blobs();
    let sets = Sets::generate(&spec)?;
    let answers = logits(&spec, &sets, &[16, 16], &trained(&spec, 0..1, &[100])?)?;
    for loss in [Lesson::Kd, Lesson::DualHead] {
        let narrow = Student {
            hidden: Some(vec![5]),
            ..student(loss)
        };
        pollster::block_on(async {
            let mut trainer = Trainer::student(&Cpu, &spec, &narrow, &sets, &answers, &[]).await?;
            trainer.run(20)?;
            let theta = trainer.theta().await?;
            assert_eq!(theta.len(), 2 * 5 + 5 + 5 * 3 + 3);
            trainer.reset()?;
            trainer.run(20)?;
            assert!(theta == trainer.theta().await?);
            Ok::<_, LabError>(())
        })?;
    }
    Ok(())
}

#[test]
fn a_student_begins_where_the_members_began_if_it_can() -> Outcome {
    let spec = RunSpec {
        start: StartSpec::Same,
        ..blobs()
    };
    let sets = Sets::generate(&spec)?;
    let start = pollster::block_on(lab::start(&Cpu, &spec, &sets))?;
    let answers = vec![0.0; sets.train.len() * 3];
    let prepare = |spec: &RunSpec, student: &Student, teacher: &[f32], start: &[f32]| {
        pollster::block_on(Trainer::student(&Cpu, spec, student, &sets, teacher, start))
    };
    let shared = |loss| Student {
        start: StudentStart::Shared,
        ..student(loss)
    };
    for loss in LESSONS {
        let mut trainer = prepare(&spec, &shared(loss), &answers, &start)?;
        assert!(pollster::block_on(trainer.theta())? == start);
    }
    let kd = || student(Lesson::Kd);
    let wide = Student {
        hidden: Some(vec![7]),
        ..shared(Lesson::Kd)
    };
    let own = RunSpec {
        start: StartSpec::Independent,
        ..spec.clone()
    };
    let mut spoilt = answers.clone();
    spoilt[5] = f32::INFINITY;
    for (field, spec, student, teacher, start) in [
        ("start", &spec, wide, &answers, &start[..]),
        ("start", &own, shared(Lesson::Kd), &answers, &[]),
        ("start", &spec, shared(Lesson::Kd), &answers, &[]),
        ("teacher", &spec, kd(), &answers[1..].to_vec(), &start),
        ("teacher", &spec, kd(), &spoilt, &start),
        (
            "temperature",
            &spec,
            Student {
                temperature: 0.0,
                ..kd()
            },
            &answers,
            &start,
        ),
        (
            "temperature",
            &spec,
            Student {
                temperature: f64::NAN,
                ..kd()
            },
            &answers,
            &start,
        ),
        (
            "weight",
            &spec,
            Student {
                weight: 1.5,
                ..kd()
            },
            &answers,
            &start,
        ),
        ("lr", &spec, Student { lr: 0.0, ..kd() }, &answers, &start),
        (
            "steps",
            &spec,
            Student { steps: 0, ..kd() },
            &answers,
            &start,
        ),
        (
            "hidden",
            &spec,
            Student {
                hidden: Some(vec![0]),
                ..kd()
            },
            &answers,
            &start,
        ),
    ] {
        let refused = prepare(spec, &student, teacher, start).err();
        let found = refused.as_ref().and_then(LabError::field);
        assert_eq!(found, Some(field), "{refused:?}");
    }
    Ok(())
}
