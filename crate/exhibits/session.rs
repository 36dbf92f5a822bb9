//! An exhibit in use: its settings, the seeds prepared so far, and what they say.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::{Bench, Card, Claim, Control, Finding, Host, Phase, Snapshot, Soon};
use crate::data::InputError;
use crate::lab::LabError;
use crate::run::RunError;
use crate::run::seed::repetition_seed;

/// Settings by name.
pub type Values = Map<String, Json>;

/// A paper as a live experiment. What implements it is what one seed has prepared.
pub trait Exhibit: Sized + 'static {
    /// What is said of the paper.
    const CARD: Card;
    /// What can be set.
    const CONTROLS: &'static [Control];
    /// What is claimed.
    const CLAIMS: &'static [Claim];
    /// The settings: a field for each control, of its name in camel case.
    type Settings: DeserializeOwned;

    /// The slow part, for one seed.
    fn prepare(
        settings: &Self::Settings,
        seed: u32,
        bench: &Bench,
    ) -> impl Future<Output = Result<Self, LabError>>;

    /// What is shown, at the rate of a slider, of the seeds that are prepared: at least one.
    fn explore(
        seeds: &[Self],
        settings: &Self::Settings,
        bench: &Bench,
    ) -> impl Future<Output = Result<Snapshot, LabError>>;

    /// For each claim, the difference that should be above 0; none where the settings leave
    /// nothing to compare.
    fn measure(&self) -> Vec<Option<f64>>;
}

/// An exhibit in the list of all.
pub struct Entry {
    /// What is said of the paper.
    pub card: &'static Card,
    /// What can be set.
    pub controls: &'static [Control],
    /// What is claimed.
    pub claims: &'static [Claim],
    open: fn(Rc<dyn Host>, Values) -> Result<Box<dyn Session>, LabError>,
}

impl Entry {
    /// The entry of an exhibit.
    pub const fn of<E: Exhibit>() -> Self {
        Entry {
            card: &E::CARD,
            controls: E::CONTROLS,
            claims: E::CLAIMS,
            open: |host, values| Ok(Box::new(Opened::<E>::new(host, values)?)),
        }
    }

    /// Opens the exhibit with these settings; those left out are at their defaults.
    pub fn open(&self, host: Rc<dyn Host>, values: Values) -> Result<Box<dyn Session>, LabError> {
        (self.open)(host, values)
    }

    /// The settings at their defaults.
    pub fn defaults(&self) -> Values {
        let value = |c: &Control| {
            (
                c.name.into(),
                serde_json::to_value(c.default).unwrap_or_default(),
            )
        };
        self.controls.iter().map(value).collect()
    }
}

/// An exhibit in use, whichever it is. It may be explored while another seed is prepared.
pub trait Session {
    /// The settings.
    fn values(&self) -> Values;

    /// Changes some settings. What was prepared stays if only live ones change.
    fn set(&self, values: Values) -> Result<(), LabError>;

    /// How many seeds are prepared.
    fn seeds(&self) -> usize;

    /// Prepares one more repetition of the seed. A repetition that was cancelled or failed, or
    /// for which other settings came, leaves those before as they are.
    fn prepare(&self, seed: u32) -> Soon<'_, Result<(), LabError>>;

    /// What is shown at the present settings; at least one seed must be prepared.
    fn explore(&self) -> Soon<'_, Result<Snapshot, LabError>>;

    /// The claims and what was found of them so far.
    fn findings(&self) -> Vec<Finding>;
}

struct Opened<E: Exhibit> {
    bench: Bench,
    values: RefCell<Values>,
    settings: RefCell<Rc<E::Settings>>,
    /// The seeds of these settings; others get a new list, whoever still looks at the old one.
    prepared: RefCell<Rc<RefCell<Vec<E>>>>,
    /// What was prepared while the others were looked at.
    arrived: RefCell<Vec<E>>,
    /// The claims' differences, one list a seed.
    measured: RefCell<Vec<Vec<Option<f64>>>>,
    /// Counts the settings that seeds are prepared for.
    epoch: Cell<u32>,
}

impl<E: Exhibit> Opened<E> {
    fn new(host: Rc<dyn Host>, values: Values) -> Result<Self, LabError> {
        let values = merged::<E>(Entry::of::<E>().defaults(), values)?;
        Ok(Opened {
            bench: Bench::new(host),
            settings: RefCell::new(Rc::new(parsed::<E>(&values)?)),
            values: RefCell::new(values),
            prepared: RefCell::default(),
            arrived: RefCell::default(),
            measured: RefCell::default(),
            epoch: Cell::new(0),
        })
    }

    /// Puts what has arrived beside the rest, unless that is being looked at.
    fn gather(&self) {
        if let Ok(mut prepared) = self.prepared.borrow().try_borrow_mut() {
            prepared.append(&mut self.arrived.borrow_mut());
        }
    }
}

/// `values` over `base`, each checked by its control.
fn merged<E: Exhibit>(mut base: Values, values: Values) -> Result<Values, InputError> {
    for (name, value) in values {
        let Some(control) = E::CONTROLS.iter().find(|c| c.name == name) else {
            let known: Vec<&str> = E::CONTROLS.iter().map(|c| c.name).collect();
            return Err(InputError::choice("set", &known, &name));
        };
        control.check(&value)?;
        base.insert(name, value);
    }
    Ok(base)
}

/// The settings as the exhibit knows them.
fn parsed<E: Exhibit>(values: &Values) -> Result<E::Settings, InputError> {
    serde_json::from_value(Json::Object(values.clone()))
        .map_err(|error| InputError::range("set", "settings of this exhibit", error))
}

impl<E: Exhibit> Session for Opened<E> {
    fn values(&self) -> Values {
        self.values.borrow().clone()
    }

    fn set(&self, values: Values) -> Result<(), LabError> {
        let next = merged::<E>(self.values(), values)?;
        let settings = Rc::new(parsed::<E>(&next)?);
        let before = self.values.replace(next);
        let after = self.values.borrow();
        let changed = |c: &Control| before.get(c.name) != after.get(c.name);
        let costly = |c: &&Control| c.phase == Phase::Prepare;
        if E::CONTROLS.iter().filter(costly).any(changed) {
            self.epoch.set(self.epoch.get() + 1);
            self.prepared.take();
            self.arrived.take();
            self.measured.take();
        }
        self.settings.replace(settings);
        Ok(())
    }

    fn seeds(&self) -> usize {
        self.measured.borrow().len()
    }

    fn prepare(&self, seed: u32) -> Soon<'_, Result<(), LabError>> {
        Box::pin(async move {
            let epoch = self.epoch.get();
            let settings = self.settings.borrow().clone();
            let seed = repetition_seed(seed, self.seeds() as u32);
            let prepared = E::prepare(&settings, seed, &self.bench).await?;
            if epoch != self.epoch.get() {
                return Err(RunError::Cancelled.into());
            }
            self.measured.borrow_mut().push(prepared.measure());
            self.arrived.borrow_mut().push(prepared);
            self.gather();
            Ok(())
        })
    }

    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "what arrives while these are looked at waits, and other settings get a list of their own"
    )]
    fn explore(&self) -> Soon<'_, Result<Snapshot, LabError>> {
        Box::pin(async move {
            self.gather();
            let settings = self.settings.borrow().clone();
            let seeds = self.prepared.borrow().clone();
            let prepared = seeds.borrow();
            if prepared.is_empty() {
                return Err(InputError::range("seeds", "at least 1 that is prepared", 0).into());
            }
            E::explore(&prepared, &settings, &self.bench.quiet()).await
        })
    }

    fn findings(&self) -> Vec<Finding> {
        let measured = self.measured.borrow();
        let finding = |(i, claim)| {
            let seeds = measured.iter();
            let own = seeds.map(|m| m.get(i).copied().flatten()).collect();
            Finding::of(claim, own)
        };
        E::CLAIMS.iter().enumerate().map(finding).collect()
    }
}
