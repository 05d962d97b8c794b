//! Scales and paths of SVG charts.

use std::fmt::Write;

/// A linear map from a range of values to a range of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    pub(super) fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// Returns the pixel of a value. An empty range of values maps to the first pixel.
    pub(super) fn at(&self, value: f64) -> f64 {
        let width = self.from.1 - self.from.0;
        if width == 0.0 {
            return self.to.0;
        }
        self.to.0 + (value - self.from.0) / width * (self.to.1 - self.to.0)
    }
}

/// Round numbers that enclose a range, `low` and `high` among them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    pub(super) values: Vec<f64>,
    pub(super) low: f64,
    pub(super) high: f64,
    step: f64,
}

impl Ticks {
    /// Formats the values with one unit and the same decimals: `50 k`, `100 k`.
    pub(super) fn labels(&self) -> Vec<String> {
        const UNITS: [(f64, &str); 5] = [(1e15, " P"), (1e12, " T"), (1e9, " G"), (1e6, " M"), (1e4, " k")];
        let found = UNITS.into_iter().find(|(from, _)| self.high >= *from);
        let (scale, unit) =
            found.map_or((1.0, ""), |(from, unit)| (if from == 1e4 { 1e3 } else { from }, unit));
        // As many decimals as the step needs, and no more than can be read.
        let step = self.step / scale;
        let exact = |d: &i32| ((step * 10f64.powi(*d)).fract() - 0.5).abs() > 0.499;
        let decimals = (0..6).find(exact).unwrap_or(6) as usize;
        let label = |v: &f64| match v / scale {
            0.0 => "0".to_owned(),
            v => format!("{v:.decimals$}{unit}"),
        };
        self.values.iter().map(label).collect()
    }
}

/// Returns about `count` round numbers that enclose `low ..= high`, in steps of 1, 2, 2.5 or 5 times a power of ten.
pub(super) fn ticks(low: f64, high: f64, count: usize) -> Ticks {
    let (low, high) = if high > low { (low, high) } else { (low, low + low.abs().max(1.0)) };
    let rough = (high - low) / count.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .map(|m| m * power)
        .into_iter()
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(rough);
    // Half a thousandth of a step makes up for the error of the division.
    let first = (low / step + 0.000_5).floor();
    let last = (high / step - 0.000_5).ceil();
    let steps = (last - first).round() as usize;
    let values: Vec<f64> = (0..=steps).map(|i| (first + i as f64) * step).collect();
    Ticks { low: first * step, high: last * step, values, step }
}

/// Appends a command with its values, in tenths of a pixel.
fn push(path: &mut String, command: char, values: &[f64]) {
    path.push(command);
    for (i, v) in values.iter().enumerate() {
        let v = (v * 10.0).round() / 10.0;
        // A minus separates by itself; writing to a string cannot fail.
        let _ = if i > 0 && v >= 0.0 { write!(path, " {v}") } else { write!(path, "{v}") };
    }
}

/// Returns the path of a line through points; `None` interrupts it.
pub(super) fn line(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let (mut path, mut drawing) = (String::new(), false);
    for point in points {
        if let Some((x, y)) = point {
            push(&mut path, if drawing { 'L' } else { 'M' }, &[x, y]);
        }
        drawing = point.is_some();
    }
    path
}

/// Returns the path of a staircase: value `i` holds from `x(i)` to `x(i + 1)`. Equal neighbours share one stroke.
pub(super) fn steps(values: &[f64], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) -> String {
    let mut path = String::new();
    for (i, value) in values.iter().enumerate() {
        if i == 0 {
            push(&mut path, 'M', &[x(0), y(*value)]);
        } else if values[i - 1] != *value {
            push(&mut path, 'H', &[x(i)]);
            push(&mut path, 'V', &[y(*value)]);
        }
    }
    if !values.is_empty() {
        push(&mut path, 'H', &[x(values.len())]);
    }
    path
}

/// Returns the same staircase, closed along the bottom.
pub(super) fn area(values: &[f64], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64, bottom: f64) -> String {
    if values.is_empty() {
        return String::new();
    }
    let mut path = steps(values, &x, y);
    push(&mut path, 'V', &[bottom]);
    push(&mut path, 'H', &[x(0)]);
    path.push('Z');
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_map_ends_onto_ends() {
        let s = Scale::new((10.0, 20.0), (100.0, 0.0));
        assert_eq!((s.at(10.0), s.at(15.0), s.at(20.0)), (100.0, 50.0, 0.0));
        assert_eq!(Scale::new((3.0, 3.0), (7.0, 9.0)).at(3.0), 7.0);
    }

    #[test]
    fn ticks_are_round_and_enclose_the_range() {
        assert_eq!(ticks(0.0, 97.0, 5).values, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(0.0, 100.0, 5).high, 100.0);
        assert_eq!(ticks(0.0, 1.0, 4).values, [0.0, 0.25, 0.5, 0.75, 1.0]);
        for (low, high) in [(0.0, 0.0), (5.0, 5.0), (0.0, 3e-7), (180_000.0, 204_321.0), (0.0, 9.99e14)] {
            let t = ticks(low, high, 4);
            assert!(t.low <= low && t.high >= high && t.high > t.low, "{low}..{high}: {t:?}");
            assert!((2..=8).contains(&t.values.len()), "{t:?}");
        }
    }

    #[test]
    fn labels_have_one_unit_and_the_same_decimals() {
        assert_eq!(ticks(0.0, 150_000.0, 3).labels(), ["0", "50 k", "100 k", "150 k"]);
        assert_eq!(ticks(152_000.0, 171_000.0, 4).labels()[..2], ["150 k", "155 k"]);
        assert_eq!(ticks(1.0, 2.3, 4).labels(), ["1.0", "1.5", "2.0", "2.5"]);
        assert_eq!(ticks(0.0, 1.0, 4).labels(), ["0", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(ticks(0.0, 4_000.0, 4).labels(), ["0", "1000", "2000", "3000", "4000"]);
    }

    #[test]
    fn lines_are_interrupted_where_values_miss() {
        assert_eq!(line([Some((0.0, 1.0)), Some((2.0, -3.0)), None, Some((4.0, 5.25))]), "M0 1L2-3M4 5.3");
    }

    #[test]
    fn stairs_hold_each_value_for_its_slot() {
        let x = |i: usize| i as f64 * 10.0;
        assert_eq!(steps(&[1.0, 1.0, 4.0], x, |v| v), "M0 1H20V4H30");
        assert_eq!(area(&[1.0], x, |v| v, 9.0), "M0 1H10V9H0Z");
        assert_eq!(steps(&[], x, |v| v), "");
    }
}
