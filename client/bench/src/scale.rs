//! What messages cost in networks of ten thousand to a million nodes, what each of those has in storage, and how many
//! of them one chain carries.
//!
//! Messages would take days to make such a network. So messages make three pages of nodes, and all others are written
//! into storage as those messages would have, which is checked.
//!
//! - `people`, `vouchers`, `fleet`: who is in such a network, what they sign, and what they do;
//! - `progression`, `template`: what a page of them adds to storage;
//! - `checks`: whether what was written is right;
//! - `measure`, `state`, `capacity`: the figures;
//! - `report`: the figures as tables and as a JSON object.

mod capacity;
mod checks;
mod fleet;
mod measure;
mod people;
mod progression;
mod report;
mod state;
mod template;
mod vouchers;

use anyhow::{ensure, Context, Result};
use capacity::Beats;
use fleet::Fleet;
use gridshare_embedded::pallets::Limits;
use gridshare_embedded::runtime::PALLET_38;
use gridshare_sdk::{Artifacts, Progress};
use interfaces::governance::Choice;
use measure::Sample;
use people::{node_of, person, Role, PAGE_LEN};
use shared::{Amount, NodeId, ProposalId};
use state::{PerHead, Share};
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;
use template::{items, Template};

/// The sizes that are measured if nobody says otherwise, in nodes.
pub const SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];
/// The most nodes that memory holds.
pub const MAX_NODES: u32 = 2_000_000;
/// Pages that messages make, and pages of which all invariants are checked.
const MADE: u32 = 3;
const AUDITED: u32 = 10;

/// What to measure.
#[derive(Clone, Debug)]
pub struct ScaleOptions {
    /// Sizes in nodes: each is rounded up to whole pages of 32 nodes.
    pub sizes: Vec<u32>,
    /// Prints one JSON object instead of the tables.
    pub json: bool,
}

/// All figures.
struct Scale {
    pallet: &'static str,
    limits: Limits,
    /// At each size, which ascend.
    sizes: Vec<AtSize>,
    per_head: Vec<PerHead>,
    beats: Vec<Beats>,
    /// Nodes that messages made.
    made: u32,
    /// Items of a page and bytes of their values.
    page_items: usize,
    page_bytes: usize,
    /// What was checked, in words.
    checks: Vec<String>,
}

/// The figures at one size.
struct AtSize {
    nodes: u32,
    /// Items that nodes have in storage, all contracts together.
    items: u64,
    samples: Vec<Sample>,
}

/// Measures at each size, and prints. Returns the exit code: a message that does not cost the same at every size, or
/// at the start and the end of one, fails.
///
/// # Errors
/// When a contract refuses a call, or what was written into storage is not right.
pub fn run_scale(options: &ScaleOptions, progress: &dyn Progress) -> Result<ExitCode> {
    let artifacts = Artifacts::load()?;
    let scale = measure_scale(&artifacts, &options.sizes, progress);
    progress.finish();
    let scale = scale?;
    let text = if options.json { report::json(&scale)? } else { report::tables(&scale) };
    writeln!(std::io::stdout(), "{text}").context("cannot write to standard output")?;
    let flat = report::rows(&scale.sizes).iter().all(report::Row::is_flat);
    Ok(if flat { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures at each of these sizes, in ascending order.
fn measure_scale(artifacts: &Artifacts, sizes: &[u32], progress: &dyn Progress) -> Result<Scale> {
    let mut pages: Vec<u32> = sizes.iter().map(|nodes| nodes.div_ceil(PAGE_LEN)).collect();
    pages.sort_unstable();
    pages.dedup();
    let fits = |pages: &u32| (AUDITED..=MAX_NODES / PAGE_LEN).contains(pages);
    ensure!(pages.iter().all(fits), "sizes are from {} to {MAX_NODES} nodes", AUDITED * PAGE_LEN);

    let Start { mut fleet, template, per_head } = Start::make(artifacts, progress)?;
    // Before the fleet grows: later nobody has a hundredth of all stake.
    let proposal = propose(&mut fleet)?;
    let names = grow_and_audit(&mut fleet, &template, progress)?;
    let (page_items, page_bytes) = template.size();
    let mut at_sizes = Vec::new();
    for pages in pages {
        grow(&mut fleet, &template, pages, progress)?;
        progress.stage(&format!("checking and measuring {} nodes", pages * PAGE_LEN));
        checks::totals_and_samples(&mut fleet)?;
        let samples = measure::measure(&mut fleet, proposal)?;
        let items = u64::from(pages) * page_items as u64;
        at_sizes.push(AtSize { nodes: pages * PAGE_LEN, items, samples });
    }
    let first = measure::first_beats(&mut fleet)?;
    let usual = at_sizes.last().map_or(&[][..], |at| &at.samples);
    let limits = PALLET_38.limits();
    // In the same order: beats are what is measured first.
    let beats = usual.iter().zip(&first).map(|(usual, first)| Beats::of(usual, first, limits)).collect();
    Ok(Scale {
        pallet: PALLET_38.name(),
        limits,
        sizes: at_sizes,
        per_head,
        beats,
        made: MADE * PAGE_LEN,
        page_items,
        page_bytes,
        checks: what_was_checked(&names),
    })
}

/// What messages made.
struct Start {
    fleet: Fleet,
    template: Template,
    per_head: Vec<PerHead>,
}

impl Start {
    /// Plays the story with one, two and three pages of nodes, and reads the template off them.
    fn make(artifacts: &Artifacts, progress: &dyn Progress) -> Result<Self> {
        let play = |pages: u32| {
            progress.stage(&format!("making {} nodes by messages", pages * PAGE_LEN));
            Fleet::play(artifacts, pages, progress)
        };
        let (mut one, mut two, mut three) = (play(MADE - 2)?, play(MADE - 1)?, play(MADE)?);
        let found = [items(&mut one.net), items(&mut two.net), items(&mut three.net)];
        let [a, b, c] = &found;
        let template = Template::of([a, b, c])?;
        Ok(Self { per_head: state::per_head(&one, &two), template, fleet: three })
    }
}

/// Adds pages to the fleet until it has so many.
fn grow(fleet: &mut Fleet, template: &Template, pages: u32, progress: &dyn Progress) -> Result<()> {
    progress.stage(&format!("writing {} nodes into storage", (pages - fleet.pages) * PAGE_LEN));
    let started = Instant::now();
    let whole = (pages - fleet.pages) as usize * template.size().0;
    let mut done = 0;
    template.write(&mut fleet.net, fleet.pages..pages, |items| {
        done += items;
        progress.at(done, whole);
    })?;
    fleet.pages = pages;
    progress.note(&format!("{whole} items in {:.1} s", started.elapsed().as_secs_f64()));
    Ok(())
}

/// Adds pages until all invariants can still be checked with every node and account, and checks them. Returns their
/// names.
fn grow_and_audit(
    fleet: &mut Fleet,
    template: &Template,
    progress: &dyn Progress,
) -> Result<Vec<&'static str>> {
    grow(fleet, template, AUDITED, progress)?;
    progress.stage(&format!("checking the invariants of {} nodes", AUDITED * PAGE_LEN));
    checks::totals_and_samples(fleet)?;
    checks::invariants(fleet)
}

/// Has a delegator of the first page propose something that others can vote on.
fn propose(fleet: &mut Fleet) -> Result<ProposalId> {
    let suite = fleet.net.suite.clone();
    let proposer = person(Role::Delegator, 0, 0);
    let pools: Vec<NodeId> = (0..people::GROUP_LEN).map(|index| node_of(0, index)).collect();
    let params = fleet.net.view(suite.metering().params())?;
    let call = suite.metering().set_params(params).proposed();
    let propose =
        suite.governance().propose(vec![call], b"Leave everything as it is".to_vec(), pools.clone());
    fleet.send(Share::Delegator, proposer, suite.token().approve(suite.governance, Amount::MAX))?;
    let proposal = fleet.send(Share::Delegator, proposer, propose)?;
    // Those who are measured are not the first to vote.
    fleet.send(Share::Delegator, proposer, suite.governance().vote(proposal, Choice::For, pools))?;
    Ok(proposal)
}

/// Says what was checked.
fn what_was_checked(invariants: &[&str]) -> Vec<String> {
    vec![
        "the third page that messages made has, to the byte, the items that the first two say, and no page changes \
         another one's"
            .into(),
        format!(
            "at {} nodes, with every node, lease and account: {}",
            AUDITED * PAGE_LEN,
            invariants.join(", ")
        ),
        "at every size: nodes, leases, credit, usage, active stake, what is prepaid and earned, the zone and the \
         token's supply are what all pages come to; staking and metering hold the tokens that they count"
            .into(),
        "at every size: what views tell of all nodes, leases and accounts of a page at the start, in the middle and \
         at the end is what they tell of one that messages made"
            .into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole of it, small: most pages are written, and every message is measured.
    #[test]
    fn scale_is_flat_from_320_to_1280_nodes() {
        let artifacts = Artifacts::load().expect("the contracts are built before the tests run");
        let scale = measure_scale(&artifacts, &[320, 1_280], &()).unwrap();
        let rows = report::rows(&scale.sizes);
        assert!(rows.len() >= 18, "{} messages", rows.len());
        for row in &rows {
            let (time, proof) = row.spread;
            assert_eq!((row.sizes.len(), proof), (2, 0.0), "{}", row.name);
            // Claims divide by the credit of all nodes.
            let most = if row.name.starts_with("rewards.claim") { 0.001 } else { 0.0 };
            assert!(time <= most, "{}: {time}", row.name);
        }
        assert_eq!(scale.beats.len(), 4);
        assert!(scale.per_head.iter().all(|head| head.page.items > 0 && head.page.deposit > 0));
    }

    /// One wrong byte in a clone, or one page that is missing in a total, is noticed.
    #[test]
    fn scale_checks_notice_a_wrong_clone() {
        let artifacts = Artifacts::load().expect("the contracts are built before the tests run");
        let Start { mut fleet, template, .. } = Start::make(&artifacts, &()).unwrap();
        grow(&mut fleet, &template, 6, &()).unwrap();
        checks::totals_and_samples(&mut fleet).unwrap();
        let suite = fleet.net.suite.clone();
        let (node, delegator) = (node_of(5, 7), person(Role::Delegator, 3, 5));
        let delegator: &[u8; 32] = delegator.as_ref();
        // The owner in a pool, and somebody's tokens.
        for (contract, of, length) in
            [(suite.staking, &node.to_le_bytes()[..], 4 + 4), (suite.token, &delegator[..], 4 + 32)]
        {
            let wanted = |(key, _): &(Vec<u8>, Vec<u8>)| key.len() == length && key.ends_with(of);
            let (key, value) = fleet.net.chain.items(contract).into_iter().find(wanted).unwrap();
            let mut wrong = value.clone();
            wrong[0] ^= 1;
            fleet.net.chain.put_items(contract, vec![(key.clone(), Some(wrong))]);
            assert!(checks::totals_and_samples(&mut fleet).is_err());
            fleet.net.chain.put_items(contract, vec![(key, Some(value))]);
            checks::totals_and_samples(&mut fleet).unwrap();
        }
        fleet.pages += 1;
        assert!(checks::totals_and_samples(&mut fleet).is_err(), "there is no seventh page");
    }
}
