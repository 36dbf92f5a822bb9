//! Plans and machines: names, sizes, memory, and numbers that are none.

use soupcon::ir::{Graph, Program};
use soupcon::plan::Plan;
use soupcon::run::{DEVICE_BUDGET, Machine, RunError};

use crate::support::backends::{Backend, backends, prepare, read};
use crate::support::lesson::{given, program};
use crate::support::referee::Values;

fn lesson(backend: &Backend) -> Box<dyn Machine> {
    prepare(
        &*backend.device,
        Plan::new(&program(2, false)),
        &given(2, 0),
    )
}

#[test]
fn names_and_sizes_are_refused_by_name() {
    for backend in backends() {
        let mut machine = lesson(&backend);
        let unknown = |name: &str| RunError::UnknownName(name.into());
        assert_eq!(machine.write("wurst", &[1]), Err(unknown("wurst")));
        assert_eq!(
            pollster::block_on(machine.read("wurst")),
            Err(unknown("wurst"))
        );
        assert_eq!(machine.share("wurst").err(), Some(unknown("wurst")));
        for words in [0, 63, 65, 1_000_000] {
            let error = machine.write("w1", &vec![0; words]).unwrap_err();
            let sizes = RunError::Size {
                name: "w1".into(),
                expected: 64,
                found: words,
            };
            assert_eq!(error, sizes, "{}", backend.label);
        }
        let shared = machine.share("b1").unwrap();
        let error = machine.bind("w1", &shared).unwrap_err();
        assert!(
            matches!(&error, RunError::Size { name, .. } if name == "w1"),
            "{error}"
        );
        assert_eq!(machine.bind("wurst", &shared), Err(unknown("wurst")));
        assert!(
            machine.run(2).is_ok(),
            "a refusal must leave the machine whole"
        );
        assert!(
            read(&mut *machine, "w1")
                .floats()
                .iter()
                .all(|x| x.is_finite())
        );
    }
}

#[test]
fn no_steps_are_no_mistake() {
    for backend in backends() {
        let mut machine = lesson(&backend);
        let before = read(&mut *machine, "w1");
        machine.run(0).unwrap();
        pollster::block_on(machine.settle()).unwrap();
        assert_eq!(machine.step(), 0);
        assert!(machine.fetched().is_empty());
        assert_eq!(read(&mut *machine, "w1"), before);
    }
}

/// Four copies of a large array: 1 GiB in all.
fn giant() -> Program {
    let g = Graph::new(1);
    let x = g.shared("x", &[1 << 26]);
    for i in 0..4 {
        g.output(&format!("y{i}"), x + f64::from(i));
    }
    g.finish().unwrap()
}

#[test]
fn a_plan_beyond_the_budget_is_refused_before_it_is_given_memory() {
    for backend in backends() {
        let start = std::time::Instant::now();
        let compiled = pollster::block_on(backend.device.compile(Plan::new(&giant())));
        let error = compiled
            .err()
            .unwrap_or_else(|| panic!("{}: accepted", backend.label));
        let RunError::OutOfMemory { asked, budget } = error else {
            panic!("{}: {error}", backend.label);
        };
        assert!(
            asked > budget && budget <= DEVICE_BUDGET,
            "{asked} of {budget}"
        );
        assert!(
            start.elapsed().as_secs() < 5,
            "{}: slow to refuse",
            backend.label
        );
    }
}

#[test]
fn numbers_that_are_none_stay_with_their_member() {
    for backend in backends() {
        for bad in [f32::NAN, f32::INFINITY, f32::MAX] {
            let mut machine = lesson(&backend);
            let mut clean = lesson(&backend);
            let mut w1 = given(2, 0)["w1"].words();
            w1[..32].fill(bad.to_bits());
            machine.write("w1", &w1).unwrap();
            machine.run(4).unwrap();
            clean.run(4).unwrap();
            for name in ["w1", "b1", "w2", "b2"] {
                let (one, other) = (read(&mut *machine, name), read(&mut *clean, name));
                let of_second = |v: &crate::support::value::Value| v.member(1).words();
                assert_eq!(
                    of_second(&one),
                    of_second(&other),
                    "{}: {bad}",
                    backend.label
                );
            }
        }
    }
}

#[test]
fn empty_arrays_compute_or_are_refused() {
    for backend in backends() {
        let g = Graph::new(2);
        let x = g.each("x", &[0, 3]);
        g.output("sum", x.sum(&[1]));
        g.output("same", x.exp());
        let program = g.finish().unwrap();
        let compiled = pollster::block_on(backend.device.compile(Plan::new(&program)));
        match compiled {
            Ok(mut machine) => {
                machine.run(1).unwrap();
                assert_eq!(
                    read(&mut *machine, "sum").floats(),
                    [0.0; 6],
                    "{}",
                    backend.label
                );
                assert_eq!(read(&mut *machine, "same").len(), 0);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn a_program_of_nothing_runs() {
    for backend in backends() {
        let program = Graph::new(3).finish().unwrap();
        let mut machine = prepare(&*backend.device, Plan::new(&program), &Values::new());
        machine.run(3).unwrap();
        pollster::block_on(machine.settle()).unwrap();
        assert_eq!(machine.step(), 3, "{}", backend.label);
    }
}
