//! Map of the nodes: equirectangular, land as dots of 2.5 degrees.

use super::format::{escape, percent, short};
use super::svg::Scale;
use super::Report;
use std::fmt::Write;

/// One character for each 2.5 degrees, `#` for land, from 77.5° N and 180° W. Drawn from Natural Earth's
/// 1:110m land, which is in the public domain.
const LAND: &str = include_str!("land.txt");
const STEP: f64 = 2.5;
const NORTH: f64 = 77.5;
const SOUTH: f64 = -57.5;

const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = WIDTH * (NORTH - SOUTH) / 360.0;
/// Width of a letter and height of a line of labels.
const LETTER: f64 = 7.2;
const LINE: f64 = 14.0;

/// A rectangle that is occupied: left, top, right, bottom.
type Taken = (f64, f64, f64, f64);

/// Returns whether two rectangles overlap.
fn overlaps(a: Taken, b: Taken) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Draws the map, with a label for each node that has room for one.
pub(super) fn map(report: &Report) -> String {
    let x = Scale::new((-180.0, 180.0), (0.0, WIDTH));
    let y = Scale::new((NORTH, SOUTH), (0.0, HEIGHT));
    let mut dots = String::new();
    for (row, line) in LAND.lines().enumerate() {
        for (column, _) in line.bytes().enumerate().filter(|(_, b)| *b == b'#') {
            let lon = -180.0 + (column as f64 + 0.5) * STEP;
            let lat = NORTH - (row as f64 + 0.5) * STEP;
            let _ = write!(dots, "M{:.0} {:.0}h0", x.at(lon), y.at(lat));
        }
    }
    let most = report.nodes.iter().map(|n| n.units).max().unwrap_or(0).max(1) as f64;
    // The area of a dot is the node's share of the work.
    let radius = |units: u64| 3.5 + 8.0 * (units as f64 / most).sqrt();
    let place = |lat: f64, lon: f64| (x.at(lon), y.at(lat.clamp(SOUTH, NORTH)));
    let mut taken: Vec<Taken> = report
        .nodes
        .iter()
        .map(|n| {
            let ((px, py), r) = (place(n.lat, n.lon), radius(n.units));
            (px - r, py - r, px + r, py + r)
        })
        .collect();
    let (mut circles, mut labels) = (String::new(), String::new());
    for node in &report.nodes {
        let ((px, py), r) = (place(node.lat, node.lon), radius(node.units));
        let _ = write!(
            circles,
            r#"<circle class="node" cx="{px:.1}" cy="{py:.1}" r="{r:.1}"><title>{}: {}, {} tokens, alive {}</title></circle>"#,
            escape(&node.name),
            escape(&node.model),
            short(node.units as f64),
            percent(node.uptime()),
        );
        let width = node.name.chars().count() as f64 * LETTER;
        let half = LINE / 2.0;
        let places = [
            ("start", px + r + 3.0, py, px + r + 3.0),
            ("end", px - r - 3.0, py, px - r - 3.0 - width),
            ("middle", px, py - r - half, px - width / 2.0),
            ("middle", px, py + r + half, px - width / 2.0),
        ];
        for (anchor, tx, ty, left) in places {
            let rect = (left, ty - half, left + width, ty + half);
            let inside = rect.0 > 0.0 && rect.2 < WIDTH && rect.1 > 0.0 && rect.3 < HEIGHT;
            if inside && !taken.iter().any(|t| overlaps(*t, rect)) {
                taken.push(rect);
                let _ = write!(
                    labels,
                    r#"<text class="town" x="{tx:.1}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
                    ty + 4.2,
                    escape(&node.name),
                );
                break;
            }
        }
    }
    format!(
        r#"<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Map of the nodes"><path class="land" d="{dots}"/>{circles}{labels}</svg>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::NodeReport;

    #[test]
    fn the_land_is_where_it_should_be() {
        let lines: Vec<&str> = LAND.lines().collect();
        let at = |lat: f64, lon: f64| {
            let row = ((NORTH - lat) / STEP) as usize;
            let column = ((lon + 180.0) / STEP) as usize;
            lines.get(row).and_then(|l| l.as_bytes().get(column)) == Some(&b'#')
        };
        assert!(at(48.0, 10.0) && at(-25.0, 135.0) && at(40.0, -100.0), "Europe, Australia, America");
        assert!(!at(0.0, -30.0) && !at(-40.0, 80.0) && !at(30.0, -150.0), "oceans");
    }

    #[test]
    fn labels_do_not_lie_on_each_other() {
        let node = |name: &str, lat, lon| NodeReport { name: name.into(), lat, lon, ..NodeReport::default() };
        let crowd = (0..9).map(|i| node("Samename", 50.0 + f64::from(i) * 0.01, 8.0)).collect();
        let svg = map(&Report { nodes: crowd, ..Report::default() });
        assert!(svg.matches("<text").count() <= 4, "only as many as there are sides");
        assert_eq!(svg.matches("<circle").count(), 9);
    }
}
