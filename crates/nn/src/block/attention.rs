//! A layer of a transformer (Vaswani and others 2017), normalised before each half (Xiong and others 2020).

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::Tensor;
use burn::tensor::activation::{relu, softmax};

use crate::init::{Init, Weights};

/// Deviation of first weights.
const DEVIATION: f64 = 0.02;

/// The layer.
#[derive(Module, Debug)]
pub struct AttentionLayer {
    attention_norm: LayerNorm,
    /// Queries, keys and values side by side.
    queries_keys_values: Linear,
    output: Linear,
    feed_norm: LayerNorm,
    widen: Linear,
    narrow: Linear,
    heads: usize,
}

impl AttentionLayer {
    /// One over tokens of so many dimensions (a multiple of `heads`), `feed` wide in its second half.
    pub fn new(dim: usize, heads: usize, feed: usize, init: &mut Init) -> Self {
        let norm = LayerNormConfig::new(dim);
        let mut linear = |shape| init.biased(shape, Weights::Normal(DEVIATION), Some(0.0));
        let queries_keys_values = linear([dim, 3 * dim]);
        let output = linear([dim, dim]);
        let (widen, narrow) = (linear([dim, feed]), linear([feed, dim]));
        Self {
            attention_norm: norm.init(init.device()),
            queries_keys_values,
            output,
            feed_norm: norm.init(init.device()),
            widen,
            narrow,
            heads,
        }
    }

    /// Rows × tokens × dimensions to the same.
    pub fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        let heard = self.attend(self.attention_norm.forward(tokens.clone()));
        let tokens = tokens + heard;
        let fed = relu(self.widen.forward(self.feed_norm.forward(tokens.clone())));
        tokens + self.narrow.forward(fed)
    }

    fn attend(&self, tokens: Tensor<3>) -> Tensor<3> {
        let [rows, count, dim] = tokens.dims();
        let width = dim / self.heads;
        // Rows × tokens × (queries, keys, values) × heads × width, of which each is taken with its heads in front.
        let all = self.queries_keys_values.forward(tokens).reshape([rows, count, 3, self.heads, width]);
        let all = all.permute([2, 0, 3, 1, 4]);
        let [queries, keys, values] = [0, 1, 2].map(|part: usize| {
            all.clone().slice_dim(0, part..part + 1).reshape([rows, self.heads, count, width])
        });
        let scores = queries.matmul(keys.swap_dims(2, 3)) * (width as f64).sqrt().recip();
        let heard = softmax(scores, 3).matmul(values);
        self.output.forward(heard.swap_dims(1, 2).reshape([rows, count, dim]))
    }
}
