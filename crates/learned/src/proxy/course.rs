//! A run: step after step, with a validation and a checkpoint now and then.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use tonewright_nn::burn::module::Module as _;
use tonewright_nn::burn::tensor::{Device, Tensor};
use tonewright_nn::train::{AdamW, Moments, loss_and_slopes};
use tonewright_nn::{PresetEncoder, Weights};

use super::config::{Loss, ProxyConfig};
use super::plateau::Plateau;
use super::state::{Best, Card, KIND};
use super::teach::{Advance, Given, best_path};
use super::validate::{Validation, validate};
use super::{Lessons, Pairs, Scale};
use crate::LearnError;
use crate::run::{Checkpoint, LAST, Metrics};

/// A stretch of steps, as [`crate::run::METRICS`] has it.
#[derive(Clone, Copy, Debug, Serialize)]
struct Stretch {
    /// The last step of it.
    step: u64,
    /// Mean loss.
    loss: f64,
    /// Learning rate of the last step.
    rate: f64,
    /// Mean length of the gradients, before they are cut.
    gradient: f64,
}

/// A line of a validation.
#[derive(Serialize)]
struct Examined<'a> {
    step: u64,
    validation: &'a Validation,
}

/// The most work that is lost when a run is killed between two validations.
const KEEP_EVERY: Duration = Duration::from_secs(300);

/// Steps between lines of metrics.
const LINE_EVERY: u64 = 20;

/// A run on its way.
pub(super) struct Run<'a> {
    pub(super) card: Card,
    network: PresetEncoder,
    optimizer: AdamW,
    scale: Scale,
    metrics: Metrics,
    folder: &'a Path,
    device: &'a Device,
    began: Instant,
    /// When the last checkpoint was written.
    kept: Instant,
    earlier: u64,
    loss: f64,
}

impl<'a> Run<'a> {
    pub(super) fn begin(
        (config, given): (&ProxyConfig, Option<Given>),
        train: &dyn Lessons,
        folder: &'a Path,
        device: &'a Device,
    ) -> Result<Self, LearnError> {
        let mut optimizer = AdamW::new(config.teach.optimizer);
        let last = folder.join(LAST);
        let (card, network, scale) = if last.exists() {
            let checkpoint = Checkpoint::<Card>::read(&last)?;
            checkpoint.card.goes_on(&last, &Card::first((config, given.as_ref()), train))?;
            checkpoint.remind(&last, &mut optimizer, checkpoint.card.step)?;
            let scale = checkpoint.card.scale(&last, &checkpoint)?;
            let network = checkpoint.card.network(device)?;
            let fault = |source| LearnError::Weights { path: last.clone(), source };
            let network = checkpoint.weights.into_network(network).map_err(fault)?;
            (Card { config: config.clone(), ..checkpoint.card }, network, scale)
        } else {
            let card = Card::first((config, given.as_ref()), train);
            match given {
                None => (card.clone(), card.network(device)?, train.scale(config.units)?),
                Some(given) => {
                    given.fits(&card)?;
                    (card, given.proxy.network, given.proxy.scale)
                }
            }
        };
        Ok(Self {
            earlier: card.step,
            metrics: Metrics::after(folder, card.step)?,
            card,
            network,
            optimizer,
            scale,
            folder,
            device,
            began: Instant::now(),
            kept: Instant::now(),
            loss: f64::NAN,
        })
    }

    pub(super) fn advance(&self) -> Advance {
        Advance {
            step: self.card.step,
            steps: self.card.config.teach.steps,
            earlier: self.earlier,
            loss: self.loss,
            validation: self.card.validation,
            best: self.card.best.first().copied(),
            secs: self.began.elapsed().as_secs_f64(),
        }
    }

    pub(super) fn exhausted(&self) -> bool {
        self.card.config.teach.patience.is_some_and(|patience| self.card.waited > patience)
    }

    /// Goes on to the end, or until it is told to stop; whether it was.
    pub(super) fn work(
        &mut self,
        (train, held_out): (&mut dyn Lessons, &Pairs),
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Advance),
    ) -> Result<bool, LearnError> {
        let teach = self.card.config.teach.clone();
        while self.card.step < teach.steps && !self.exhausted() {
            if stop.load(Ordering::Relaxed) {
                self.keep_last()?;
                return Ok(true);
            }
            let (rate, length) = self.step(train)?;
            let [losses, lengths, count] = self.card.pending;
            let [losses, lengths, count] = [losses + self.loss, lengths + length, count + 1.0];
            self.card.pending = [losses, lengths, count];
            let (step, last) = (self.card.step, self.card.step == teach.steps);
            if step.is_multiple_of(LINE_EVERY) || last {
                let (loss, gradient) = (losses / count, lengths / count);
                self.metrics.add(&Stretch { step, loss, rate, gradient })?;
                self.card.pending = [0.0; 3];
            }
            if step.is_multiple_of(teach.validate_every) || last {
                self.examine(held_out)?;
            } else if self.kept.elapsed() >= KEEP_EVERY {
                self.keep_last()?;
            }
            watch(&self.advance());
        }
        Ok(false)
    }

    /// One step; its rate, and how long the gradients were.
    fn step(&mut self, train: &mut dyn Lessons) -> Result<(f64, f64), LearnError> {
        let teach = &self.card.config.teach;
        let fallen = teach.plateau.map_or(1.0, |plateau| plateau.fallen(&self.card.plateau));
        let rate = fallen * teach.schedule.rate(teach.rate, self.card.step);
        let (presets, vectors) = train.batch(self.card.step, &self.scale, self.device)?;
        let kind = teach.loss;
        let (loss, slopes) = loss_and_slopes(&self.network, &presets, &vectors, |off| loss_of(kind, off));
        self.loss = loss;
        let diverged = |what| LearnError::Diverged { step: self.card.step + 1, what };
        if !self.loss.is_finite() {
            return Err(diverged("loss"));
        }
        let length = slopes.length();
        if !length.is_finite() {
            return Err(diverged("gradient"));
        }
        self.network = self.optimizer.step(rate, self.network.clone(), slopes, length);
        self.card.step += 1;
        self.card.validation = None;
        Ok((rate, length))
    }

    /// Validates, and keeps what is to be kept.
    fn examine(&mut self, held_out: &Pairs) -> Result<(), LearnError> {
        let teach = self.card.config.teach.clone();
        let network = self.optimizer.averaged(self.network.valid());
        let plain = self.device.clone().inner();
        let found = validate(&network, held_out, &self.scale, (teach.group, teach.loss), &plain)?;
        let (step, mrr) = (self.card.step, found.found.mrr);
        self.metrics.add(&Examined { step, validation: &found })?;
        self.card.validation = Some(found);
        if let Some(plateau) = teach.plateau {
            plateau.look(&mut self.card.plateau, found.l1);
        }
        let leads = self.card.best.first().is_none_or(|best| mrr > best.mrr);
        self.card.waited = if leads { 0 } else { self.card.waited + 1 };
        let place = self.card.best.iter().position(|best| mrr > best.mrr).unwrap_or(self.card.best.len());
        if place < teach.keep {
            self.card.best.insert(place, Best { step, mrr });
            let dropped = self.card.best.split_off(teach.keep.min(self.card.best.len()));
            self.keep(&best_path(self.folder, step), &network, &[])?;
            for best in dropped {
                // One that is gone already is none to be sorry about.
                let _ = std::fs::remove_file(best_path(self.folder, best.step));
            }
        }
        self.keep_last()
    }

    /// Writes all that is needed to go on.
    fn keep_last(&mut self) -> Result<(), LearnError> {
        self.kept = Instant::now();
        self.keep(&self.folder.join(LAST), &self.network, &self.optimizer.moments)
    }

    /// Writes a network with what an optimizer remembers of it.
    fn keep(&self, path: &Path, network: &PresetEncoder, moments: &[Moments]) -> Result<(), LearnError> {
        let checkpoint = Checkpoint {
            card: self.card.clone(),
            weights: Weights::of(network),
            extras: self.scale.tensors(),
            moments: moments.to_vec(),
        };
        checkpoint.write(path)
    }
}

fn loss_of(loss: Loss, off: Tensor<2>) -> Tensor<1> {
    match loss {
        Loss::L1 => off.abs().mean(),
        Loss::Mse => off.square().mean(),
    }
}

impl Given {
    /// Fails unless a run that begins as this card says can begin with it.
    fn fits(&self, card: &Card) -> Result<(), LearnError> {
        let own = &self.proxy.card;
        own.subject.fits(&card.subject, Path::new(&card.learned_from.name))?;
        if own.config.encoder == card.config.encoder {
            return Ok(());
        }
        Err(LearnError::unfit(&self.place, "its network is another one than the config's"))
    }
}

impl Card {
    fn first((config, given): (&ProxyConfig, Option<&Given>), train: &dyn Lessons) -> Self {
        Self {
            kind: KIND.to_owned(),
            config: config.clone(),
            subject: train.subject().clone(),
            learned_from: train.source(),
            began_from: given.map(|given| given.proxy.card.print()),
            step: 0,
            plateau: Plateau::default(),
            validation: None,
            best: Vec::new(),
            waited: 0,
            pending: [0.0; 3],
        }
    }

    /// Fails unless a run that would begin as `fresh` may go on from it: more steps and more patience are no other run, all
    /// else is.
    fn goes_on(&self, path: &Path, fresh: &Self) -> Result<(), LearnError> {
        self.check(path)?;
        let alike = |config: &ProxyConfig| {
            let mut config = config.clone();
            (config.name, config.summary, config.source) = Default::default();
            let teach = &mut config.teach;
            (teach.steps, teach.patience, teach.keep) = (0, None, 0);
            config
        };
        let what = if alike(&self.config) != alike(&fresh.config) {
            "its run had other settings (only `steps`, `patience` and `keep` may change)"
        } else if (&self.subject, &self.learned_from) != (&fresh.subject, &fresh.learned_from) {
            "its run had other data"
        } else if self.began_from != fresh.began_from {
            "its run began with other weights"
        } else {
            return Ok(());
        };
        Err(LearnError::unfit(path, format!("{what}: name another folder, or the same settings")))
    }
}
