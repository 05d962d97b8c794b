//! One card for each node with four charts, on the same scales for all nodes; and the grid of heartbeats.

use super::format::{count, escape, grid, per_thousand, percent, price, short, tokens, whole};
use super::svg::{area, steps, Scale};
use super::{NodeReport, Presence, Report};

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 34.0;

/// A small chart: name, colour, a value for each slot, and a text beside it.
struct Mini {
    name: &'static str,
    class: &'static str,
    values: Vec<f64>,
    range: (f64, f64),
    says: String,
}

/// Returns the largest value of all nodes.
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

/// Makes all cards.
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
            escape(&node.profile),
            alive(node),
        )
    };
    report.nodes.iter().map(card).collect()
}

/// Formats the lowest and the highest quote.
fn prices(node: &NodeReport) -> String {
    let (low, high) = (node.quote.iter().min(), node.quote.iter().max());
    let (low, high) = (low.copied().unwrap_or(node.price), high.copied().unwrap_or(node.price));
    if low == high {
        price(low)
    } else {
        format!("{} – {}", price(low), price(high))
    }
}

/// Makes a row of a card.
fn row(name: &str, svg: &str, says: &str) -> String {
    format!(
        r#"<div class="mini"><span>{name}</span><svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">{svg}</svg><span class="says">{says}</span></div>"#
    )
}

/// Draws a small chart.
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

/// Draws a node's strip of heartbeats.
fn alive(node: &NodeReport) -> String {
    row("Alive", &strip(node, WIDTH, HEIGHT), &percent(node.uptime()))
}

/// Returns the bands that draw a slot, from top to bottom, as parts of the strip's height. Each presence has a shape of
/// its own, so that no two differ by colour alone.
fn bands(presence: Presence) -> &'static [(f64, f64)] {
    match presence {
        Presence::Seen => &[(0.15, 0.85)],
        Presence::Missed => &[(0.0, 0.45)],
        Presence::Offline => &[(0.0, 1.0)],
        Presence::Maintenance => &[(0.4, 0.6)],
        Presence::Jailed => &[(0.0, 0.25), (0.375, 0.625), (0.75, 1.0)],
        Presence::Unbonded => &[(0.75, 1.0)],
        Presence::Retired => &[(0.9, 1.0)],
    }
}

/// Draws the bands of a run of slots of the same presence.
fn shape(presence: Presence, left: f64, width: f64, height: f64) -> String {
    let band = |(top, bottom): &(f64, f64)| {
        let (y, high) = (height * top, height * (bottom - top));
        format!(
            r#"<rect class="{}" x="{left:.1}" y="{y:.1}" width="{width:.1}" height="{high:.1}"/>"#,
            presence.word()
        )
    };
    bands(presence).iter().map(band).collect()
}

/// Draws a strip: one shape for each run of slots of the same presence.
fn strip(node: &NodeReport, width: f64, height: f64) -> String {
    let x = Scale::new((0.0, node.presence.len() as f64), (0.0, width));
    let mut svg = String::new();
    let mut start = 0;
    for run in node.presence.chunk_by(|a, b| a == b) {
        let (left, right) = (x.at(start as f64), x.at((start + run.len()) as f64));
        svg.push_str(&shape(run[0], left, right - left, height));
        start += run.len();
    }
    svg
}

/// Makes the legend of the shapes that occur.
pub(super) fn legend(report: &Report) -> String {
    let occurs = |p: &Presence| report.nodes.iter().any(|n| n.presence.contains(p));
    let key = |p: Presence| {
        format!(
            r#"<span><svg class="swatch" viewBox="0 0 18 14" aria-hidden="true">{}</svg>{}</span>"#,
            shape(p, 0.0, 18.0, 14.0),
            p.word()
        )
    };
    let keys: String = Presence::ALL.into_iter().filter(occurs).map(key).collect();
    format!(r#"<p class="legend swatches">{keys}</p>"#)
}

/// Describes the number of slots by presence.
fn slots(node: &NodeReport) -> String {
    let count_of = |p: Presence| match node.slots(p) {
        0 => None,
        slots => Some(format!("{} {}", count(slots as u64), p.word())),
    };
    let counts: Vec<String> = Presence::ALL.into_iter().filter_map(count_of).collect();
    format!("{} slots: {}", count(node.presence.len() as u64), counts.join(", "))
}

/// Makes the grid of heartbeats: a row for each node, its slots from left to right.
pub(super) fn uptime(report: &Report) -> String {
    let rows = report.nodes.iter().map(|node| {
        let (name, slots) = (escape(&node.name), slots(node));
        format!(
            r#"<div class="strip" title="{name}: {slots}"><span>{name}</span><svg viewBox="0 0 600 14" preserveAspectRatio="none" role="img" aria-label="{slots}">{}</svg><span class="says">{}</span></div>"#,
            strip(node, 600.0, 14.0),
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
    fn a_strip_has_a_shape_for_each_run_of_slots() {
        use Presence::{Jailed, Maintenance, Missed, Seen};
        let presence = vec![Seen, Seen, Missed, Seen, Maintenance, Jailed, Jailed, Seen];
        let beats = presence.iter().map(|p| matches!(p, Seen | Jailed)).collect();
        let node = NodeReport { presence, beats, ..NodeReport::default() };
        let svg = strip(&node, 80.0, 10.0);
        assert_eq!(svg.matches("<rect").count(), 4 + 1 + 3, "jailed is drawn as three bars");
        assert!(svg.contains(r#"class="missed" x="20.0" y="0.0" width="10.0""#), "{svg}");
        assert_eq!(slots(&node), "8 slots: 4 seen, 1 missed, 1 maintenance, 2 jailed");
        assert_eq!(node.uptime(), 6.0 / 7.0, "what maintenance excused is left out");
    }

    #[test]
    fn every_way_to_stand_has_a_shape_of_its_own() {
        for (i, a) in Presence::ALL.iter().enumerate() {
            assert!(Presence::ALL[..i].iter().all(|b| bands(*a) != bands(*b)), "{a:?}");
        }
    }

    #[test]
    fn names_from_the_fleet_are_text() {
        let node = NodeReport { name: "<script>".into(), ..NodeReport::default() };
        let report = Report { nodes: vec![node], ..Report::default() };
        assert!(!cards(&report).contains("<script>") && !uptime(&report).contains("<script>"));
    }
}
