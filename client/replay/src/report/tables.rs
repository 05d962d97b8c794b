//! Tables, lists and bars of the page.

use super::format::{bytes, count, date_time, escape, grid, percent, price, short, whole};
use super::{DelegatorReport, Report};
use shared::Amount;

/// Makes a table; columns whose head starts with `#` hold numbers.
pub(super) fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let class = |head: &str| if head.starts_with('#') { r#" class="n""# } else { "" };
    let head = |h: &&str| format!("<th{}>{}</th>", class(h), h.trim_start_matches('#'));
    let head: String = heads.iter().map(head).collect();
    let row = |row: Vec<String>| {
        let cells = row.iter().zip(heads).map(|(cell, h)| format!("<td{}>{cell}</td>", class(h)));
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let body: String = rows.into_iter().map(row).collect();
    format!(r#"<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"#)
}

/// Makes the table of nodes.
pub(super) fn nodes(report: &Report) -> String {
    let heads = [
        "Node",
        "Model and owner",
        "Status",
        "#Alive",
        "#Requests",
        "#Tokens",
        "#List price",
        "#Paid",
        "#Earned",
        "#Minted",
        "#Stake",
    ];
    table(
        &heads,
        report.nodes.iter().map(|n| {
            vec![
                format!("<b>{}</b><small>{}</small>", escape(&n.name), escape(&n.place)),
                format!("{}<small>{}</small>", escape(&n.model), escape(&n.owner)),
                format!(
                    r#"<span class="status {}">{}</span>"#,
                    escape(&n.status.to_lowercase()),
                    escape(&n.status)
                ),
                percent(n.uptime()),
                count(n.requests),
                count(n.units),
                price(n.price),
                mean_price(n.value, n.units),
                grid(n.earned),
                grid(n.minted()),
                whole(n.stake.last().copied().unwrap_or(0)),
            ]
        }),
    )
}

/// Formats the mean price of `units` in GRID for 1 000 units.
pub(super) fn mean_price(value: Amount, units: u64) -> String {
    value.checked_div(Amount::from(units)).map_or("–".into(), price)
}

/// Makes the table of dApps.
pub(super) fn dapps(report: &Report) -> String {
    let heads = [
        "dApp",
        "Chooses",
        "#Leases",
        "#Requests",
        "#Tokens",
        "#Paid per 1 000",
        "#Spent",
        "#Paid in",
        "#Paid back",
    ];
    table(
        &heads,
        report.dapps.iter().map(|d| {
            vec![
                format!("<b>{}</b>", escape(&d.name)),
                escape(&d.route),
                count(d.leases),
                count(d.requests),
                count(d.units),
                mean_price(d.spent, d.units),
                grid(d.spent),
                grid(d.deposited),
                grid(d.refunded),
            ]
        }),
    )
}

/// Makes the table of delegators.
pub(super) fn delegators(report: &Report) -> String {
    let gain = |staked: Amount, worth: Amount| match worth.checked_sub(staked) {
        Some(gain) => format!("+{}", grid(gain)),
        None => format!("−{}", grid(staked - worth)),
    };
    table(
        &["Delegator", "Staked on", "What it did", "#Staked", "#Worth at the end", "#Gain"],
        report.delegators.iter().map(|d| {
            vec![
                format!("<b>{}</b>", escape(&d.name)),
                escape(&d.nodes.join(", ")),
                escape(&story(d)),
                grid(d.staked),
                grid(d.worth),
                gain(d.staked, d.worth),
            ]
        }),
    )
}

/// Describes what a delegator did besides staking.
pub(super) fn story(d: &DelegatorReport) -> String {
    let sponsor = d.sponsor.as_ref().map(|s| format!("staked for by {s}"));
    let left = d.left.map(|e| format!("left in epoch {e}, paid out after the thaw"));
    let moved = d.moved.as_ref().map(|(e, to)| format!("moved to {to}, unbonding in epoch {e}"));
    let did: Vec<String> = [sponsor, left, moved].into_iter().flatten().collect();
    if did.is_empty() {
        return "–".into();
    }
    did.join("; ")
}

/// Makes the table of costs by message.
pub(super) fn costs(report: &Report) -> String {
    let all = report.totals.cost.ref_time.max(1) as f64;
    let heads =
        ["Message", "#Calls", "#ref_time, mean", "#ref_time, most", "#Proof, mean", "#Of all ref_time"];
    table(
        &heads,
        report.costs.iter().map(|c| {
            vec![
                format!("<code>{}</code>", escape(&c.message)),
                count(c.calls),
                short(c.mean.ref_time as f64),
                short(c.max.ref_time as f64),
                bytes(c.mean.proof_size),
                percent(c.total.ref_time as f64 / all),
            ]
        }),
    )
}

/// Makes the list of invariants.
pub(super) fn invariants(report: &Report) -> String {
    let items = report.invariants.iter().map(|i| {
        let name = escape(&i.name.replace('_', " "));
        match &i.broken {
            None => format!(
                r#"<li class="holds"><b>✓</b> {name} <small>held {} {}</small></li>"#,
                i.checks,
                if i.checks == 1 { "time" } else { "times" }
            ),
            Some(how) => format!(r#"<li class="broken"><b>✗</b> {name} <small>{}</small></li>"#, escape(how)),
        }
    });
    format!("<ul class=\"checks\">{}</ul>", items.collect::<String>())
}

/// Makes the timeline.
pub(super) fn timeline(report: &Report) -> String {
    let items = report
        .timeline
        .iter()
        .map(|m| format!("<li><time>{}</time> {}</li>", date_time(m.at_ms), escape(&m.text)));
    format!("<ol class=\"timeline\">{}</ol>", items.collect::<String>())
}

/// Makes a bar of parts of a whole, each with name, class and amount, and its legend.
pub(super) fn bar(parts: &[(&str, &str, Amount)]) -> String {
    let whole: Amount = parts.iter().map(|p| p.2).sum();
    let part = |amount: Amount| amount as f64 / whole.max(1) as f64;
    let bars = parts.iter().filter(|p| p.2 > 0);
    let bars =
        bars.map(|(_, class, a)| format!(r#"<i class="{class}" style="flex-grow:{:.4}"></i>"#, part(*a)));
    let keys = parts.iter().map(|(name, class, a)| {
        format!(r#"<span class="key {class}">{name} <b>{}</b> GRID, {}</span>"#, grid(*a), percent(part(*a)))
    });
    format!(
        r#"<div class="bar">{}</div><p class="legend">{}</p>"#,
        bars.collect::<String>(),
        keys.collect::<String>()
    )
}
