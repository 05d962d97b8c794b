//! Charts of the whole network: one for each metric, on a common axis of epochs.

use super::format::{escape, per_thousand, tokens};
use super::svg::{area, line, steps, ticks, Scale};
use super::{Metric, Report};
use std::fmt::Write;

/// A chart's box in pixels of its own; text is 11 of them high.
const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 214.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 410.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 182.0;

/// A line of a chart.
struct Series {
    name: &'static str,
    /// A colour of the style sheet.
    class: &'static str,
    /// One value for each slot; `None` interrupts the line.
    values: Vec<Option<f64>>,
}

/// A chart.
struct Chart {
    metric: Metric,
    title: &'static str,
    unit: String,
    series: Vec<Series>,
    /// Whether the first series fills the area below it; then the axis starts at zero.
    filled: bool,
}

/// Makes all charts.
pub(super) fn network(report: &Report) -> String {
    let minutes = report.slot_ms / 60_000;
    let some = |values: Vec<f64>| values.into_iter().map(Some).collect::<Vec<_>>();
    let grid = |values: Vec<u128>| some(values.into_iter().map(tokens).collect());
    let nodes = report.nodes.len().max(1) as f64;
    let load = report.sum(|n| &n.load);
    let paid = report.sum(|n| &n.paid);
    // The mean price of single slots would be noisy: a twelfth of an epoch has enough requests.
    let window = (report.slots_per_epoch / 12).max(1);
    let mean_paid = (0..report.slots).map(|slot| {
        let seen = slot.saturating_sub(window - 1)..=slot;
        let (units, value) = (load[seen.clone()].iter().sum::<u64>(), paid[seen].iter().sum());
        (units > 0).then(|| per_thousand(value) / units as f64)
    });
    let hours = window as u64 * report.slot_ms / 3_600_000;
    let asked = report.sum(|n| &n.quote).into_iter().map(|sum| per_thousand(sum) / nodes).collect();
    let ratios = |slot: usize| {
        report.nodes.iter().map(move |n| n.quote.get(slot).map_or(1.0, |q| *q as f64 / n.price.max(1) as f64))
    };
    let highest = (0..report.slots).map(|s| ratios(s).fold(1.0, f64::max)).collect();
    let mean = (0..report.slots).map(|s| ratios(s).sum::<f64>() / nodes).collect();
    let earnings = report.sum(|n| &n.earnings);
    let rewards = report.sum(|n| &n.rewards);
    let stake = report.sum(|n| &n.stake);
    let alive = (0..report.slots)
        .map(|s| report.nodes.iter().filter(|n| n.beats.get(s) == Some(&true)).count() as f64);
    let charts = [
        Chart {
            metric: Metric::Load,
            title: "Load",
            unit: format!("tokens asked for in {minutes} min"),
            series: vec![Series {
                name: "tokens",
                class: "blue",
                values: some(load.iter().map(|u| *u as f64).collect()),
            }],
            filled: true,
        },
        Chart {
            metric: Metric::Price,
            title: "Price",
            unit: format!("GRID for 1 000 tokens, mean of {hours} h"),
            series: vec![
                Series { name: "paid", class: "orange", values: mean_paid.collect() },
                Series { name: "asked for new leases", class: "grey", values: some(asked) },
            ],
            filled: false,
        },
        Chart {
            metric: Metric::Multiplier,
            title: "Price multiplier of zones",
            unit: "times the list price".into(),
            series: vec![
                Series { name: "highest", class: "red", values: some(highest) },
                Series { name: "mean", class: "grey", values: some(mean) },
            ],
            filled: false,
        },
        Chart {
            metric: Metric::Earnings,
            title: "Earnings",
            unit: "GRID so far".into(),
            series: vec![
                Series { name: "nodes, from dApps", class: "green", values: grid(earnings) },
                Series { name: "stakers, minted", class: "yellow", values: grid(rewards) },
            ],
            filled: false,
        },
        Chart {
            metric: Metric::Stake,
            title: "Stake",
            unit: "GRID in all pools".into(),
            series: vec![Series { name: "stake", class: "violet", values: grid(stake) }],
            filled: false,
        },
        Chart {
            metric: Metric::Alive,
            title: "Nodes alive",
            unit: format!("of {}, seen in each slot", report.nodes.len()),
            series: vec![Series { name: "nodes", class: "teal", values: some(alive.collect()) }],
            filled: true,
        },
    ];
    charts.iter().map(|chart| figure(report, chart)).collect()
}

/// Draws a chart.
fn figure(report: &Report, chart: &Chart) -> String {
    let values = || chart.series.iter().flat_map(|s| s.values.iter().flatten().copied());
    // Where nothing happened, an axis from zero to one.
    let high = values().reduce(f64::max).unwrap_or(1.0);
    let low = if chart.filled { 0.0 } else { values().reduce(f64::min).unwrap_or(0.0) };
    // A line that varies by less than 2 % is not magnified.
    let low = if high - low < low * 0.02 { low * 0.98 } else { low };
    let low = if low < (high - low) { 0.0 } else { low };
    let ticks = ticks(low, high.max(low), 4);
    let y = Scale::new((ticks.low, ticks.high), (BOTTOM, TOP));
    let x = Scale::new((0.0, report.slots as f64), (LEFT, RIGHT));
    let mut svg = String::new();
    // Writing to a string cannot fail, here and below.
    for (value, label) in ticks.values.iter().zip(ticks.labels()) {
        let at = y.at(*value);
        let _ = write!(
            svg,
            r#"<path class="grid" d="M{LEFT} {at:.1}H{RIGHT}"/><text class="tick" x="{:.0}" y="{:.1}" text-anchor="end">{}</text>"#,
            LEFT - 5.0,
            at + 3.8,
            label,
        );
    }
    svg.push_str(&epochs(report, &x));
    for mark in report.marks.iter().filter(|m| m.metric == chart.metric) {
        let at = x.at(mark.slot as f64);
        let (dx, anchor) = if at > (LEFT + RIGHT) / 2.0 { (-4.0, "end") } else { (4.0, "start") };
        let _ = write!(
            svg,
            r#"<path class="mark" d="M{at:.1} {TOP}V{BOTTOM}"/><text class="note" x="{:.1}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
            at + dx,
            TOP + 9.0,
            escape(&mark.text),
        );
    }
    // The first series is the chart's subject and is drawn on top.
    for (i, series) in chart.series.iter().enumerate().rev() {
        let whole: Option<Vec<f64>> = series.values.iter().copied().collect();
        let (px, py) = (|i: usize| x.at(i as f64), |v: f64| y.at(v));
        let path = match &whole {
            Some(values) => steps(values, px, py),
            None => line(
                (0..series.values.len()).map(|i| series.values[i].map(|v| (x.at(i as f64 + 0.5), y.at(v)))),
            ),
        };
        if chart.filled && i == 0 {
            let fill = area(&whole.unwrap_or_default(), px, py, BOTTOM);
            let _ = write!(svg, r#"<path class="fill {}" d="{fill}"/>"#, series.class);
        }
        let _ = write!(svg, r#"<path class="line {}" d="{path}"/>"#, series.class);
    }
    let legend: String = if chart.series.len() > 1 {
        let key = |s: &Series| format!(r#"<span class="key {}">{}</span>"#, s.class, s.name);
        chart.series.iter().map(key).collect()
    } else {
        String::new()
    };
    format!(
        r#"<figure class="chart" data-chart="{}"><figcaption><b>{}</b> <span class="unit">{}</span><div class="read"><span class="legend">{legend}</span><output></output></div></figcaption><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}, {}">{svg}<path class="cursor" d=""/></svg></figure>"#,
        escape(&data(report, chart)),
        chart.title,
        escape(&chart.unit),
        chart.title,
        escape(&chart.unit),
    )
}

/// Draws the axis of epochs, with at most ten labels.
fn epochs(report: &Report, x: &Scale) -> String {
    let last = report.slots / report.slots_per_epoch.max(1);
    let every = last.div_ceil(10).max(1);
    let mut svg = format!(r#"<path class="axis" d="M{LEFT} {BOTTOM}H{RIGHT}"/>"#);
    for epoch in (0..=last).step_by(every) {
        let slot = epoch * report.slots_per_epoch;
        if slot >= report.slots {
            break;
        }
        let at = x.at(slot as f64);
        let _ = write!(
            svg,
            r#"<path class="axis" d="M{at:.1} {BOTTOM}v4"/><text class="tick" x="{at:.1}" y="{}" text-anchor="middle">{}</text>"#,
            BOTTOM + 16.0,
            epoch + 1,
        );
    }
    let _ =
        write!(svg, r#"<text class="tick" x="{RIGHT}" y="{}" text-anchor="end">epoch</text>"#, BOTTOM + 29.0);
    svg
}

/// Returns the JSON from which the page's script names the values under the pointer.
fn data(report: &Report, chart: &Chart) -> String {
    let series: Vec<_> = chart
        .series
        .iter()
        .map(|s| {
            let values: Vec<Option<f64>> = s.values.iter().map(|v| v.map(round)).collect();
            serde_json::json!({ "name": s.name, "values": values })
        })
        .collect();
    serde_json::json!({
        "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "width": WIDTH,
        "start": report.start_ms, "slot": report.slot_ms, "series": series,
    })
    .to_string()
}

/// Rounds to four digits, as many as are shown.
fn round(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let power = 10f64.powf(3.0 - value.abs().log10().floor());
    (value * power).round() / power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::NodeReport;

    fn report(load: Vec<u64>) -> Report {
        let slots = load.len();
        let node = NodeReport {
            price: 5,
            quote: vec![10; slots],
            paid: load.iter().map(|u| u128::from(*u) * 7).collect(),
            load,
            ..NodeReport::default()
        };
        Report { slots, slots_per_epoch: 2, slot_ms: 1_800_000, nodes: vec![node], ..Report::default() }
    }

    #[test]
    fn charts_stay_inside_their_box() {
        let svg = network(&report(vec![0, 3_000, 12, 999_999, 0]));
        assert_eq!(svg.matches("<figure").count(), 6);
        for path in svg.split(r#" d=""#).skip(1) {
            let path = path.split('"').next().unwrap();
            let spaced = path.replace(|c: char| c.is_ascii_alphabetic(), " ").replace('-', " -");
            for number in spaced.split_whitespace() {
                let number: f64 = number.parse().unwrap();
                assert!((0.0..=WIDTH).contains(&number), "{number} in {path}");
            }
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }

    #[test]
    fn nothing_happening_is_no_reason_to_fail() {
        assert!(!network(&report(vec![0, 0])).contains("NaN"));
        assert!(!network(&report(vec![])).contains("NaN"));
        assert!(!network(&Report::default()).contains("NaN"));
    }

    #[test]
    fn rounding_keeps_four_digits() {
        assert_eq!(round(123_456.0), 123_500.0);
        assert_eq!(round(0.123_456), 0.123_5);
        assert_eq!(round(0.0), 0.0);
    }
}
