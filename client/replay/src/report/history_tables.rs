//! Tables of the page for maintenance, attestations, commission, the slash and the transfer. Each is empty if nothing
//! of its kind happened.

use super::format::{count, date_time, escape, grid, part};
use super::tables::{bar, table};
use super::{MaintenanceReport, Report, SlashReport};
use shared::{Bps, Epoch};

/// Describes the outcome of a window.
pub(super) fn outcome(m: &MaintenanceReport) -> String {
    match m.slots {
        0 => "called off".into(),
        slots if slots > m.announced => format!("extended by {}", count(slots - m.announced)),
        slots if slots < m.announced => "ended early".into(),
        _ => "as announced".into(),
    }
}

/// Describes steps: `5 % from epoch 1, 10 % from 2`.
pub(super) fn steps(steps: &[(Epoch, Bps)]) -> String {
    if steps.iter().all(|(_, rate)| *rate == 0) {
        return "–".into();
    }
    let step = |(i, (from, rate)): (usize, &(Epoch, Bps))| {
        let rate = if *rate == 0 { "nothing".into() } else { part(*rate) };
        format!("{rate} from {}{from}", if i == 0 { "epoch " } else { "" })
    };
    steps.iter().enumerate().map(step).collect::<Vec<_>>().join(", ")
}

/// Makes the table of maintenance windows.
pub(super) fn maintenance(report: &Report) -> String {
    if report.maintenance.is_empty() {
        return String::new();
    }
    table(
        &[
            "Node",
            "Announced",
            "Begins",
            "What became of it",
            "#Slots announced",
            "#Slots excused",
            "#Budget left",
        ],
        report.maintenance.iter().map(|m| {
            vec![
                format!("<b>{}</b>", escape(&m.node)),
                date_time(m.announced_at),
                date_time(m.from),
                outcome(m),
                count(m.announced),
                count(m.slots),
                count(m.budget),
            ]
        }),
    )
}

/// Makes the table of attestations and boosts.
pub(super) fn attestations(report: &Report) -> String {
    if report.attestations.is_empty() {
        return String::new();
    }
    table(
        &["Node", "Attested", "By, and until epoch", "Region", "Raises the stake's weight by"],
        report.attestations.iter().map(|a| {
            let lines = |words: Vec<String>| {
                if words.is_empty() {
                    return "–".into();
                }
                words
                    .iter()
                    .fold(String::new(), |lines, w| lines + r#"<span class="line">"# + &escape(w) + "</span>")
            };
            let region = a.region.as_ref();
            vec![
                format!("<b>{}</b>", escape(&a.node)),
                lines(a.facts.iter().map(|f| format!("{}: {}", f.kind, f.value)).collect()),
                lines(a.facts.iter().map(|f| format!("{}, {}", f.attester, f.until)).collect()),
                region.map_or("–".into(), |(name, boost)| format!("{}, {}", escape(name), part(*boost))),
                steps(&a.boosts),
            ]
        }),
    )
}

/// Makes the table of commissions.
pub(super) fn commissions(report: &Report) -> String {
    if report.commissions.is_empty() {
        return String::new();
    }
    table(
        &["Pool of", "Commission", "Goes to", "Delegators", "#Came to"],
        report.commissions.iter().map(|c| {
            vec![
                format!("<b>{}</b>", escape(&c.node)),
                steps(&c.rates),
                match &c.to {
                    Some(to) => escape(to),
                    None if c.rates.is_empty() => "–".into(),
                    None => "the owner's stake".into(),
                },
                if c.closed { "closed to them" } else { "welcome" }.into(),
                grid(c.earned),
            ]
        }),
    )
}

/// Describes the end of the sentence.
pub(super) fn sentence(slash: &SlashReport) -> String {
    let until = date_time(slash.jailed_until);
    match slash.unjailed_at {
        Some(at) => format!("jailed until {until}, let out by its owner at {}", date_time(at)),
        None => format!("jailed until {until}"),
    }
}

/// Makes the bars and the text of the slash.
pub(super) fn slash(report: &Report) -> String {
    let Some(s) = &report.slash else { return String::new() };
    let from =
        [("active", "blue", s.active), ("joining", "yellow", s.joining), ("thawing", "violet", s.thawing)];
    let to = [("burned", "red", s.burned), ("for the reporter", "green", s.rewarded)];
    let reporter = s.reporter.as_deref().map_or("Somebody".to_owned(), escape);
    format!(
        r#"<h3>What it was taken from</h3>{}<h3>Where it went</h3>{}<p>{reporter} proved the fault at {}. The node was {}. dApps moved {} of its leases to other nodes meanwhile.</p>"#,
        bar(&from),
        bar(&to),
        date_time(s.at),
        sentence(s),
        count(s.moved),
    )
}

/// Describes what was slashed.
pub(super) fn slashed(report: &Report) -> String {
    report.slash.as_ref().map_or(String::new(), |s| {
        format!(
            "{} of the pool of {}: of what is staked, what is joining and what is thawing alike.",
            part(s.fraction),
            escape(&s.node)
        )
    })
}

/// Makes the text of the transfer.
pub(super) fn transfer(report: &Report) -> String {
    report.transfer.as_ref().map_or(String::new(), |t| {
        format!(
            "<p><b>{}</b> went from {} to <b>{}</b> at {}, with {} GRID of its owner's stake, its earnings from \
             then on and its open leases. The new owner replaced its keys.</p>",
            escape(&t.node),
            escape(&t.from),
            escape(&t.to),
            date_time(t.at),
            grid(t.stake),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_and_steps_are_told_in_words() {
        let window = |announced, slots| {
            outcome(&MaintenanceReport { announced, slots, ..MaintenanceReport::default() })
        };
        assert_eq!(window(4, 4), "as announced");
        assert_eq!(window(4, 6), "extended by 2");
        assert_eq!(window(4, 2), "ended early");
        assert_eq!(window(4, 0), "called off");
        assert_eq!(steps(&[(1, 500), (2, 1_000)]), "5 % from epoch 1, 10 % from 2");
        assert_eq!(steps(&[(0, 1_000), (4, 0)]), "10 % from epoch 0, nothing from 4");
        assert_eq!([steps(&[]), steps(&[(0, 0)])], ["–", "–"]);
    }

    #[test]
    fn what_did_not_happen_is_left_out() {
        let report = Report::default();
        let parts = [maintenance, attestations, commissions, slash, transfer].map(|part| part(&report));
        assert!(parts.iter().all(String::is_empty), "{parts:?}");
    }
}
