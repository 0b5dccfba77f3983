//! A described network: in which order numbers go in, and which vectors those that come out are.

use tonewright_nn::onnx::{Onnx, Port, Runner};
use tonewright_synth::in_one_line;

use super::description::{Description, InputAxis, OutputAxis};
use super::said::vectors;
use crate::hearing::ear::Network;

/// Segments that go in at once, at most.
const AT_ONCE: usize = 32;

/// A network that runs, and what its axes are.
pub(super) struct Described {
    runner: Runner,
    inputs: Vec<InputAxis>,
    outputs: Vec<OutputAxis>,
    trim: usize,
    dims: usize,
    at_once: usize,
}

/// Which input and output of a network a description means, and how many segments go in at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ports {
    input: usize,
    output: usize,
    at_once: usize,
}

impl Ports {
    /// Those of the description, if the network has them.
    pub(super) fn find(read: &Description, network: &Onnx, shape: [usize; 2]) -> Result<Self, String> {
        let (inputs, outputs) = (network.inputs(), network.outputs());
        let input = pick("input", &inputs, read.input.name.as_deref(), read.input.index)?;
        let output = pick("output", &outputs, read.output.name.as_deref(), read.output.index)?;
        for (what, port) in [("goes in", &inputs[input]), ("comes out", &outputs[output])] {
            if let Some(kind) = &port.other_kind {
                return Err(format!("what {what} at `{}` is {kind}, and has to be 32-bit floats", port.name));
            }
        }
        let at_once = lengths(&inputs[input], read.input_axes(), shape)?;
        if let Some(said) = &outputs[output].shape
            && said.len() != read.output_axes().len()
        {
            let axes = read.output_axes().len();
            return Err(format!("what comes out has {} axes, and `output.axes` says {axes}", said.len()));
        }
        Ok(Self { input, output, at_once })
    }
}

/// The place of the port that is meant.
fn pick(what: &str, ports: &[Port], name: Option<&str>, index: Option<usize>) -> Result<usize, String> {
    let names = || ports.iter().map(|port| format!("`{}`", port.name)).collect::<Vec<_>>().join(", ");
    match (name, index) {
        (Some(name), _) => ports
            .iter()
            .position(|port| port.name == name)
            .ok_or_else(|| format!("it has no {what} `{name}`, only {}", names())),
        (None, Some(index)) if index < ports.len() => Ok(index),
        (None, Some(index)) => Err(format!("it has {} {what}s, and `{what}.index` is {index}", ports.len())),
        (None, None) if ports.len() == 1 => Ok(0),
        (None, None) if ports.is_empty() => Err(format!("it has no {what}")),
        (None, None) => Err(format!("it has several {what}s: name one of {} as `{what}.name`", names())),
    }
}

/// How many segments go in at once, where the network's lengths are those of the description.
fn lengths(port: &Port, axes: &[InputAxis], shape: [usize; 2]) -> Result<usize, String> {
    let most = if axes.contains(&InputAxis::Batch) { AT_ONCE } else { 1 };
    let Some(said) = &port.shape else { return Ok(most) };
    if said.len() != axes.len() {
        return Err(format!("what goes in has {} axes, and `input.axes` says {}", said.len(), axes.len()));
    }
    let mut at_once = most;
    for ((axis, said), wanted) in axes.iter().zip(said).zip(sizes(axes, shape, 1)) {
        match (axis, said) {
            (InputAxis::Batch, Some(1)) => at_once = 1,
            (_, Some(said)) if *said != wanted => {
                return Err(format!(
                    "its axis `{axis:?}` is {said} long, and the description makes it {wanted}"
                ));
            }
            _ => {}
        }
    }
    Ok(at_once)
}

/// The length of each axis for so many segments of that shape.
fn sizes(axes: &[InputAxis], shape: [usize; 2], count: usize) -> Vec<usize> {
    let mut of_spectrum = shape.into_iter().filter(|_| axes.contains(&InputAxis::Bands));
    let size = |axis: &InputAxis| match axis {
        InputAxis::Batch => count,
        InputAxis::One => 1,
        InputAxis::Samples => shape[1],
        InputAxis::Frames | InputAxis::Bands => of_spectrum.next().unwrap_or(1),
    };
    axes.iter().map(size).collect()
}

impl Described {
    /// The network of a description with these ports.
    pub(super) fn new(read: &Description, network: &Onnx, ports: Ports) -> Option<Self> {
        Some(Self {
            runner: network.runner(ports.input, ports.output)?,
            inputs: read.input_axes().to_vec(),
            outputs: read.output_axes().to_vec(),
            trim: read.output.trim_frames,
            dims: read.dims,
            at_once: ports.at_once,
        })
    }
}

impl Network for Described {
    fn at_once(&self) -> usize {
        self.at_once
    }

    fn hear(&mut self, spectra: &[f32], shape: [usize; 2]) -> Result<Vec<f32>, String> {
        let count = spectra.len() / (shape[0] * shape[1]);
        let given = sizes(&self.inputs, shape, count);
        let said = self.runner.run(&given, spectra.to_vec());
        let (lengths, values) = said.map_err(|error| in_one_line(&error))?;
        vectors(&values, (&lengths, &self.outputs), [count, self.dims, self.trim])
    }
}
