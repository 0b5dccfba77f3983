//! Parameters by their names, filled by a rule that a script in another language has as well.

use tonewright_nn::burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use tonewright_nn::burn::tensor::{Gradients, Tensor, TensorData};
use tonewright_testkit::mixed::mixed;

/// What a parameter of that name and shape is: around 1 what scales, small what is added, a matrix as its inputs need it.
fn filled(name: &str, shape: &[usize]) -> Vec<f32> {
    let count = shape.iter().product();
    let value = |index| {
        let drawn = mixed(name, index);
        match shape {
            [inputs, _] => 2.0 * drawn / (*inputs as f64).sqrt(),
            _ if name.ends_with("gamma") => 1.0 + 0.4 * drawn,
            _ => 0.4 * drawn,
        }
    };
    (0..count).map(|index| value(index) as f32).collect()
}

/// Whether it is what a norm has seen and not what is learned.
fn is_seen(name: &str) -> bool {
    name.ends_with(".running_mean") || name.ends_with(".running_var")
}

/// Which variant a part is stands in no name.
fn enter(path: &mut Vec<String>, name: &str, kind: &str) {
    if !kind.starts_with("Enum:") {
        path.push(name.to_owned());
    }
}

fn exit(path: &mut Vec<String>, kind: &str) {
    if !kind.starts_with("Enum:") {
        path.pop();
    }
}

/// Fills a network.
#[derive(Default)]
pub(crate) struct Fill {
    path: Vec<String>,
}

impl ModuleMapper for Fill {
    fn enter_module(&mut self, name: &str, kind: &str) {
        enter(&mut self.path, name, kind);
    }

    fn exit_module(&mut self, _: &str, kind: &str) {
        exit(&mut self.path, kind);
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.join(".");
        if is_seen(&name) {
            return param;
        }
        param.map(|tensor| {
            let (shape, device) = (tensor.dims(), tensor.device());
            Tensor::from_data(TensorData::new(filled(&name, &shape), shape), &device).require_grad()
        })
    }
}

/// Collects what each parameter's gradient is: its length, and how far it goes in a direction of its own.
pub(crate) struct Collect<'a> {
    path: Vec<String>,
    gradients: &'a Gradients,
    pub(crate) found: Vec<(String, Vec<usize>, [f64; 2])>,
}

impl<'a> Collect<'a> {
    pub(crate) fn of(network: &impl Module, gradients: &'a Gradients) -> Vec<(String, Vec<usize>, [f64; 2])> {
        let mut collect = Self { path: Vec::new(), gradients, found: Vec::new() };
        network.visit(&mut collect);
        collect.found
    }
}

impl ModuleVisitor for Collect<'_> {
    fn enter_module(&mut self, name: &str, kind: &str) {
        enter(&mut self.path, name, kind);
    }

    fn exit_module(&mut self, _: &str, kind: &str) {
        exit(&mut self.path, kind);
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let name = self.path.join(".");
        if is_seen(&name) {
            return;
        }
        let gradient = param.val().grad(self.gradients).unwrap_or_else(|| panic!("{name} has no gradient"));
        let values: Vec<f32> = gradient.into_data().try_to_vec::<f32>().unwrap();
        let length = values.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
        let along: f64 = values.iter().enumerate().map(|(i, x)| f64::from(*x) * mixed("direction", i)).sum();
        self.found.push((name, param.val().dims().to_vec(), [length, along]));
    }
}
