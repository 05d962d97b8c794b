//! One card for each node with its four charts, all cards on the same scales; and the grid of heartbeats.

use super::format::{count, escape, grid, per_thousand, percent, price, short, tokens, whole};
use super::svg::{area, steps, Scale};
use super::{NodeReport, Report};
use std::fmt::Write;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 34.0;

/// A small chart: a name, a colour, a value for each slot, and what to say beside it.
struct Mini {
    name: &'static str,
    class: &'static str,
    values: Vec<f64>,
    range: (f64, f64),
    says: String,
}

/// The largest value of all nodes.
fn largest(report: &Report, values: impl Fn(&NodeReport) -> Vec<f64>) -> f64 {
    report.nodes.iter().flat_map(values).fold(0.0, f64::max)
}

fn load(node: &NodeReport) -> Vec<f64> {
    node.load.iter().map(|u| *u as f64).collect()
}

fn quote(node: &NodeReport) -> Vec<f64> {
    node.quote.iter().map(|p| per_thousand(*p)).collect()
}

fn earnings(node: &NodeReport) -> Vec<f64> {
    node.earnings.iter().map(|a| tokens(*a)).collect()
}

fn stake(node: &NodeReport) -> Vec<f64> {
    node.stake.iter().map(|a| tokens(*a)).collect()
}

/// All cards.
pub(super) fn cards(report: &Report) -> String {
    let tops =
        [largest(report, load), largest(report, quote), largest(report, earnings), largest(report, stake)];
    let card = |node: &NodeReport| {
        let minis = [
            Mini {
                name: "Load",
                class: "blue",
                values: load(node),
                range: (0.0, tops[0]),
                says: format!("{} tokens", short(node.units as f64)),
            },
            Mini {
                name: "Price",
                class: "orange",
                values: quote(node),
                range: (0.0, tops[1]),
                says: prices(node),
            },
            Mini {
                name: "Earned",
                class: "green",
                values: earnings(node),
                range: (0.0, tops[2]),
                says: format!("{} GRID", grid(node.earned)),
            },
            Mini {
                name: "Stake",
                class: "violet",
                values: stake(node),
                range: (0.0, tops[3]),
                says: format!("{} GRID", whole(node.stake.last().copied().unwrap_or(0))),
            },
        ];
        let minis: String = minis.iter().map(mini).collect();
        format!(
            r#"<article class="card"><h3>{}</h3><p class="sub">{}<br>{} · {}</p>{minis}{}</article>"#,
            escape(&node.name),
            escape(&node.model),
            escape(&node.owner),
            escape(&node.habit),
            alive(node),
        )
    };
    report.nodes.iter().map(card).collect()
}

/// The lowest and the highest price asked.
fn prices(node: &NodeReport) -> String {
    let (low, high) = (node.quote.iter().min(), node.quote.iter().max());
    let (low, high) = (low.copied().unwrap_or(node.price), high.copied().unwrap_or(node.price));
    if low == high {
        price(low)
    } else {
        format!("{} – {}", price(low), price(high))
    }
}

fn row(name: &str, svg: &str, says: &str) -> String {
    format!(
        r#"<div class="mini"><span>{name}</span><svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">{svg}</svg><span class="says">{says}</span></div>"#
    )
}

fn mini(mini: &Mini) -> String {
    let x = Scale::new((0.0, mini.values.len() as f64), (0.0, WIDTH));
    let y = Scale::new(mini.range, (HEIGHT - 1.0, 2.0));
    let (px, py) = (|i: usize| x.at(i as f64), |v: f64| y.at(v));
    let fill = area(&mini.values, px, py, HEIGHT - 1.0);
    let line = steps(&mini.values, px, py);
    let class = mini.class;
    let svg = format!(r#"<path class="fill {class}" d="{fill}"/><path class="line {class}" d="{line}"/>"#);
    row(mini.name, &svg, &escape(&mini.says))
}

fn alive(node: &NodeReport) -> String {
    row("Alive", &beats(node, WIDTH, HEIGHT), &percent(node.uptime()))
}

/// A strip: one bar for each row of slots in which the node was seen, one for each in which it was not.
fn beats(node: &NodeReport, width: f64, height: f64) -> String {
    let x = Scale::new((0.0, node.beats.len() as f64), (0.0, width));
    let mut svg = String::new();
    let mut start = 0;
    for run in node.beats.chunk_by(|a, b| a == b) {
        let (class, top, bottom) = if run[0] { ("seen", 0.15, 0.85) } else { ("missed", 0.0, 1.0) };
        let _ = write!(
            svg,
            r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"/>"#,
            x.at(start as f64),
            height * top,
            x.at((start + run.len()) as f64) - x.at(start as f64),
            height * (bottom - top),
        );
        start += run.len();
    }
    svg
}

/// The grid of heartbeats: a row for each node, from the left to the right its slots.
pub(super) fn uptime(report: &Report) -> String {
    let rows = report.nodes.iter().map(|node| {
        let missed = node.beats.iter().filter(|b| !**b).count();
        format!(
            r#"<div class="strip" title="{}: {} of {} slots missed"><span>{}</span><svg viewBox="0 0 600 14" preserveAspectRatio="none" aria-hidden="true">{}</svg><span class="says">{}</span></div>"#,
            escape(&node.name),
            count(missed as u64),
            count(node.beats.len() as u64),
            escape(&node.name),
            beats(node, 600.0, 14.0),
            percent(node.uptime()),
        )
    });
    let rows: String = rows.collect();
    let epochs = report.slots.div_ceil(report.slots_per_epoch.max(1));
    let every = epochs.div_ceil(12).max(1);
    let label = |epoch: usize| {
        let left = 100.0 * (epoch * report.slots_per_epoch) as f64 / report.slots.max(1) as f64;
        format!(r#"<i style="left:{left:.2}%">{}</i>"#, epoch + 1)
    };
    let labels: String = (0..epochs).step_by(every).map(label).collect();
    format!(r#"{rows}<div class="strip scale"><span>epoch</span><div>{labels}</div><span></span></div>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_has_a_bar_for_each_run_of_slots() {
        let node = NodeReport { beats: vec![true, true, false, true], ..NodeReport::default() };
        let svg = beats(&node, 100.0, 10.0);
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(svg.contains(r#"class="missed" x="50.0" y="0.0" width="25.0""#), "{svg}");
        assert_eq!(node.uptime(), 0.75);
    }

    #[test]
    fn names_from_the_fleet_are_text() {
        let node = NodeReport { name: "<script>".into(), ..NodeReport::default() };
        let report = Report { nodes: vec![node], ..Report::default() };
        assert!(!cards(&report).contains("<script>") && !uptime(&report).contains("<script>"));
    }
}
