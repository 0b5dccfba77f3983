//! Which vectors the numbers are that come out of a network.

use super::description::OutputAxis;

/// Where the numbers along an axis belong.
struct Walk {
    length: usize,
    /// From one number along it to the next, in the vectors.
    step: usize,
    /// The first of its numbers, and the one behind the last, that are heard.
    heard: [usize; 2],
}

/// The vectors of so many segments, each of so many dimensions, moment by moment, with so many moments left out at the ends
/// of each segment.
///
/// # Errors
/// When the axes are not of the lengths that the description makes them.
pub(super) fn vectors(
    values: &[f32],
    (lengths, axes): (&[usize], &[OutputAxis]),
    [count, dims, trim]: [usize; 3],
) -> Result<Vec<f32>, String> {
    if lengths.len() != axes.len() {
        return Err(format!(
            "what comes out has {} axes, and `output.axes` says {}",
            lengths.len(),
            axes.len()
        ));
    }
    let of = |wanted| {
        axes.iter().zip(lengths).filter(move |(axis, _)| **axis == wanted).map(|(_, length)| *length)
    };
    let found: usize = of(OutputAxis::Dims).product();
    if found != dims {
        return Err(format!("its vectors have {found} numbers, and `dims` says {dims}"));
    }
    if of(OutputAxis::Batch).any(|length| length != count) || of(OutputAxis::One).any(|length| length != 1) {
        return Err(format!("what comes out of {count} segments is {lengths:?} long along `output.axes`"));
    }
    let frames = of(OutputAxis::Frames).next().unwrap_or(1);
    let moments = frames.saturating_sub(2 * trim);
    if moments == 0 || of(OutputAxis::Mean).any(|length| length == 0) {
        return Err(format!("of {frames} moments nothing is left (lengths {lengths:?}, {trim} trimmed)"));
    }
    let walks = walks((lengths, axes), [moments * dims, dims, trim]);
    Ok(gather(values, &walks, count * moments * dims, of(OutputAxis::Mean).product()))
}

/// How each axis is walked; the vectors of a segment, and one of them, have so many numbers.
fn walks((lengths, axes): (&[usize], &[OutputAxis]), [of_segment, of_vector, trim]: [usize; 3]) -> Vec<Walk> {
    let mut within = 1;
    let walk = |(axis, length): (&OutputAxis, &usize)| {
        let all = [0, *length];
        let (step, heard) = match axis {
            OutputAxis::Batch => (of_segment, all),
            OutputAxis::Frames => (of_vector, [trim, length - trim]),
            OutputAxis::Dims => {
                let step = within;
                within *= length;
                (step, all)
            }
            OutputAxis::One | OutputAxis::Mean => (0, all),
        };
        Walk { length: *length, step, heard }
    };
    let mut walks: Vec<Walk> = axes.iter().zip(lengths).rev().map(walk).collect();
    walks.reverse();
    walks
}

/// The sums of what belongs together, over `shared`.
fn gather(values: &[f32], walks: &[Walk], count: usize, shared: usize) -> Vec<f32> {
    let mut sums = vec![0.0_f64; count];
    let mut at = vec![0; walks.len()];
    for value in values {
        let heard = |(at, walk): (&usize, &Walk)| (walk.heard[0]..walk.heard[1]).contains(at);
        if at.iter().zip(walks).all(heard) {
            let place =
                at.iter().zip(walks).map(|(at, walk)| (at - walk.heard[0]) * walk.step).sum::<usize>();
            sums[place] += f64::from(*value);
        }
        for (at, walk) in at.iter_mut().zip(walks).rev() {
            *at += 1;
            if *at < walk.length {
                break;
            }
            *at = 0;
        }
    }
    sums.into_iter().map(|sum| (sum / shared as f64) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::OutputAxis::{Batch, Dims, Frames, Mean, One};
    use super::*;

    fn of(lengths: &[usize], axes: &[OutputAxis], rest: [usize; 3]) -> Result<Vec<f32>, String> {
        let values: Vec<f32> = (0..lengths.iter().product::<usize>()).map(|value| value as f32).collect();
        vectors(&values, (lengths, axes), rest)
    }

    #[test]
    fn axes_in_any_order() {
        let straight: Vec<f32> = (0..6).map(|value| value as f32).collect();
        assert_eq!(of(&[2, 3], &[Batch, Dims], [2, 3, 0]).unwrap(), straight);
        assert_eq!(of(&[1, 2, 1, 3], &[One, Batch, One, Dims], [2, 3, 0]).unwrap(), straight);
        assert_eq!(of(&[6], &[Dims], [1, 6, 0]).unwrap(), straight);
        assert_eq!(of(&[3, 2], &[Dims, Batch], [2, 3, 0]).unwrap(), [0.0, 2.0, 4.0, 1.0, 3.0, 5.0]);
        // Dimensions × moments become moments × dimensions.
        assert_eq!(
            of(&[1, 2, 3], &[Batch, Dims, Frames], [1, 2, 0]).unwrap(),
            [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]
        );
        assert_eq!(of(&[1, 2, 3], &[Batch, Dims, Frames], [1, 2, 1]).unwrap(), [1.0, 4.0]);
        assert_eq!(of(&[1, 2, 3], &[Batch, Dims, Mean], [1, 2, 0]).unwrap(), [1.0, 4.0]);
        assert_eq!(of(&[1, 2, 2, 2], &[Batch, Mean, Dims, Mean], [1, 2, 0]).unwrap(), [2.5, 4.5]);
        assert_eq!(
            of(&[2, 2, 2], &[Dims, Batch, Dims], [2, 4, 0]).unwrap(),
            [0.0, 1.0, 4.0, 5.0, 2.0, 3.0, 6.0, 7.0]
        );
    }

    #[test]
    fn lengths_that_differ_are_told() {
        for (lengths, axes, rest, expected) in [
            (&[1, 4][..], &[Batch, Dims][..], [1, 5, 0], "have 4 numbers, and `dims` says 5"),
            (&[1, 4], &[Batch, Dims], [2, 4, 0], "2 segments"),
            (&[1, 4], &[Dims], [1, 4, 0], "2 axes, and `output.axes` says 1"),
            (&[2, 4], &[One, Dims], [1, 4, 0], "[2, 4]"),
            (&[1, 4, 2], &[Batch, Dims, Frames], [1, 4, 1], "nothing is left"),
            (&[1, 4, 0], &[Batch, Dims, Mean], [1, 4, 0], "nothing is left"),
        ] {
            let error = of(lengths, axes, rest).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
