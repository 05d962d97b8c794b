//! Tables and lines for maintenance, attestations, commission, the slash and the transfer.

use super::table;
use crate::report::format::{count, date_time, grid, part};
use crate::report::{history_tables, FactReport, Report};
use std::fmt::Write;

/// Formats what happened of them; empty if nothing did.
pub(super) fn text(report: &Report) -> String {
    let mut out = String::new();
    if !report.maintenance.is_empty() {
        out.push_str(&table(
            "Maintenance (in slots)",
            3,
            &["node", "begins", "became", "announced", "excused", "budget left"],
            report.maintenance.iter().map(|m| {
                vec![
                    m.node.clone(),
                    date_time(m.from),
                    history_tables::outcome(m),
                    count(m.announced),
                    count(m.slots),
                    count(m.budget),
                ]
            }),
        ));
    }
    if !report.attestations.is_empty() {
        out.push_str(&table(
            "Attestations and boosts",
            9,
            &["node", "attested (until epoch)", "region", "raises the stake's weight by"],
            report.attestations.iter().map(|a| {
                let fact = |f: &FactReport| format!("{}: {} ({})", f.kind, f.value, f.until);
                let facts: Vec<String> = a.facts.iter().map(fact).collect();
                let region =
                    a.region.as_ref().map_or("–".into(), |(name, b)| format!("{name}, {}", part(*b)));
                let facts = if facts.is_empty() { "–".into() } else { facts.join(", ") };
                vec![a.node.clone(), facts, region, history_tables::steps(&a.boosts)]
            }),
        ));
    }
    if !report.commissions.is_empty() {
        out.push_str(&table(
            "Commission",
            4,
            &["pool of", "commission", "goes to", "delegators", "came to"],
            report.commissions.iter().map(|c| {
                let to = c.to.clone().unwrap_or_else(|| "the owner's stake".into());
                let to = if c.rates.is_empty() { "–".into() } else { to };
                let delegators = if c.closed { "closed" } else { "welcome" };
                vec![c.node.clone(), history_tables::steps(&c.rates), to, delegators.into(), grid(c.earned)]
            }),
        ));
    }
    // Writing to a string cannot fail.
    if let Some(s) = &report.slash {
        let _ = writeln!(
            out,
            "\nSlash: {} of the pool of {} ({} active, {} joining, {} thawing; {} burned, {} for {}); {}; {} leases \
             moved",
            part(s.fraction),
            s.node,
            grid(s.active),
            grid(s.joining),
            grid(s.thawing),
            grid(s.burned),
            grid(s.rewarded),
            s.reporter.as_deref().unwrap_or("nobody"),
            history_tables::sentence(s),
            count(s.moved),
        );
    }
    if let Some(t) = &report.transfer {
        let _ = writeln!(
            out,
            "\nHanded over: {} from {} to {}, with {} GRID of stake",
            t.node,
            t.from,
            t.to,
            grid(t.stake)
        );
    }
    out
}
