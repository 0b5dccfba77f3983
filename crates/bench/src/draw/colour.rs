//! Colour maps made in OKLab (Ottosson 2020), where equal steps of lightness look equal: a sequential map
//! whose lightness rises evenly from night to straw, and a diverging one for differences.

/// An sRGB colour.
pub(crate) type Rgb = [u8; 3];

/// Colours of a sequential map of `count` entries, darkest first.
pub(crate) fn sequential(count: usize) -> Vec<Rgb> {
    let entry = |i: usize| {
        let t = i as f64 / (count - 1) as f64;
        // Lightness is linear; hue walks blue → violet → red → orange → straw.
        let hue = 285.0 + 175.0 * t;
        let chroma = 0.03 + 0.15 * (std::f64::consts::PI * t.powf(0.85)).sin().max(0.0) + 0.03 * t;
        srgb(0.13 + 0.83 * t, chroma, hue)
    };
    (0..count).map(entry).collect()
}

/// Colours of a diverging map of an odd `count`: blue below, dark in the middle, orange above.
pub(crate) fn diverging(count: usize) -> Vec<Rgb> {
    let entry = |i: usize| {
        let t = 2.0 * i as f64 / (count - 1) as f64 - 1.0;
        let hue = if t < 0.0 { 245.0 } else { 55.0 };
        srgb(0.17 + 0.66 * t.abs(), 0.16 * t.abs().sqrt(), hue)
    };
    (0..count).map(entry).collect()
}

/// An OKLCh colour in sRGB; chroma gives way where the screen can't show it.
fn srgb(lightness: f64, chroma: f64, hue_degrees: f64) -> Rgb {
    let (sin, cos) = hue_degrees.to_radians().sin_cos();
    let mut chroma = chroma;
    loop {
        let linear = linear_from_oklab(lightness, chroma * cos, chroma * sin);
        if chroma < 0.002 || linear.iter().all(|v| (-0.001..=1.001).contains(v)) {
            return linear.map(encode);
        }
        chroma *= 0.96;
    }
}

fn linear_from_oklab(l: f64, a: f64, b: f64) -> [f64; 3] {
    let long = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let middle = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short,
    ]
}

fn encode(linear: f64) -> u8 {
    let v = linear.clamp(0.0, 1.0);
    let coded = if v <= 0.003_130_8 { 12.92 * v } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
    (coded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OKLab's lightness of a colour, the transform backwards.
    fn lightness(colour: Rgb) -> f64 {
        let linear = colour.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        });
        let dot = |row: [f64; 3]| (row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2]).cbrt();
        0.210_454_255_3 * dot([0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9])
            + 0.793_617_785_0 * dot([0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6])
            - 0.004_072_046_8 * dot([0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5])
    }

    #[test]
    fn the_sequential_map_gets_lighter_in_even_steps() {
        let map = sequential(64);
        let step = 0.83 / 63.0;
        for pair in map.windows(2) {
            let rise = lightness(pair[1]) - lightness(pair[0]);
            // Eight bits a channel leave about half a step of rounding.
            assert!((rise - step).abs() < 0.6 * step, "{rise} between {pair:?}");
        }
    }

    #[test]
    fn the_diverging_map_is_darkest_in_the_middle() {
        let map = diverging(63);
        assert!(map.iter().all(|c| lightness(*c) >= lightness(map[31])));
        assert!(map[0][2] > map[0][0] && map[62][0] > map[62][2]);
    }
}
