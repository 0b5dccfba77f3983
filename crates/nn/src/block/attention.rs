//! A layer of a transformer (Vaswani and others 2017), normalised before each half (Xiong and others 2020).

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::Tensor;
use burn::tensor::activation::{relu, softmax};

use crate::fused::{attend, normed_rows};
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
        let heard = self.attend(normed_rows(&self.attention_norm, tokens.clone()));
        let tokens = tokens + heard;
        let fed = relu(self.widen.forward(normed_rows(&self.feed_norm, tokens.clone())));
        tokens + self.narrow.forward(fed)
    }

    fn attend(&self, tokens: Tensor<3>) -> Tensor<3> {
        let all = self.queries_keys_values.forward(tokens);
        let heard = attend(&all, self.heads).unwrap_or_else(|| self.attend_in_steps(all));
        self.output.forward(heard)
    }

    /// The same by the tensor library's own operations.
    fn attend_in_steps(&self, all: Tensor<3>) -> Tensor<3> {
        let [rows, count, wide] = all.dims();
        let width = wide / (3 * self.heads);
        // Rows × tokens × (queries, keys, values) × heads × width, of which each is taken with its heads in front.
        let all = all.reshape([rows, count, 3, self.heads, width]).permute([2, 0, 3, 1, 4]);
        let [queries, keys, values] = [0, 1, 2].map(|part: usize| {
            all.clone().slice_dim(0, part..part + 1).reshape([rows, self.heads, count, width])
        });
        let scores = queries.matmul(keys.swap_dims(2, 3)) * (width as f64).sqrt().recip();
        let heard = softmax(scores, 3).matmul(values);
        heard.swap_dims(1, 2).reshape([rows, count, wide / 3])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fused::same::{along, assert_same, numbers};

    #[test]
    fn heads_hear_at_once_what_they_hear_in_steps() {
        let all = numbers([5, 11, 3 * 24], 1);
        let layer = AttentionLayer::new(24, 4, 8, &mut Init::new(1, &all.device()));
        let ours = || attend(&all, layer.heads).expect("it is for processors");
        assert_same(ours, || layer.attend_in_steps(all.clone()), &[along(all.clone())]);
    }
}
