//! dApps see to their leases: open as many as they want, replace those that are due or whose node is gone,
//! close and finalize.
//!
//! Candidates are found off-chain, as a router would: nodes that are active and satisfy everything, as the
//! registry judges, and whose quote is acceptable, in the order that the dApp prefers. The contract verifies,
//! picks, and locks the price. A node is gone once the registry does not call it active: offline, in
//! maintenance, jailed.

use super::*;
use crate::contracts::CallError;
use crate::fleet::Route;
use interfaces::market::{Constraints, MarketError, MAX_CANDIDATES};
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::{Vetting, MAX_VETTED};
use std::cmp::Ordering;

/// Among so many of the nearest candidates the contract may pick the cheapest.
const NEAREST: usize = 2;

/// A node that a dApp could lease.
struct Candidate {
    node: usize,
    quote: Amount,
    /// Square of the distance to the dApp's users.
    distance: f64,
}

impl Replay<'_> {
    /// Opens, replaces, finalizes.
    pub(super) fn see_to_leases(&mut self, slot: usize) -> Result<()> {
        for dapp in 0..self.dapps.len() {
            let wanted = self.fleet.dapps[dapp].leases;
            let mine = |l: &&Lease| l.dapp == dapp && l.is_open();
            let gone = |l: &Lease| self.nodes[l.node].status != NodeStatus::Active;
            let due: Vec<LeaseId> = self
                .leases
                .iter()
                .filter(mine)
                .filter(|l| l.renew_at <= slot || gone(l))
                .map(|l| l.id)
                .collect();
            let missing = wanted.saturating_sub(self.leases.iter().filter(mine).count());
            if missing + due.len() == 0 {
                continue;
            }
            let mut candidates = self.candidates(dapp, slot, &due)?;
            for _ in 0..missing {
                self.open(dapp, slot, &mut candidates)?;
            }
            for lease in due {
                // Without a replacement the old one is kept, and the next slot tries again.
                if !self.open(dapp, slot, &mut candidates)? {
                    break;
                }
                self.note_move(lease);
                self.close_lease(lease)?;
            }
        }
        self.finalize_ready()
    }

    /// Nodes that the dApp could lease now, best first. Those of `due` leases count as free.
    fn candidates(&mut self, dapp: usize, slot: usize, due: &[LeaseId]) -> Result<Vec<Candidate>> {
        let of = &self.fleet.dapps[dapp];
        let taken = |node: usize| {
            let holds = |l: &&Lease| l.dapp == dapp && l.is_open() && l.node == node;
            self.leases.iter().filter(holds).any(|l| !due.contains(&l.id))
        };
        let free: Vec<usize> = (0..self.nodes.len())
            .filter(|i| of.country.is_none_or(|c| c == self.fleet.nodes[*i].country))
            .filter(|i| self.serves(*i, slot) && !taken(*i))
            .collect();
        let mut candidates = Vec::new();
        for node in self.vet(dapp, &free)? {
            let id = self.nodes[node].id;
            let Ok(quote) = self.net.view(self.net.suite.market().quote(id, CLASS, of.units))? else {
                continue;
            };
            if quote <= of.max_price.0 {
                let place = (self.fleet.nodes[node].lat, self.fleet.nodes[node].lon);
                let users = of.lat.zip(of.lon).unwrap_or_default();
                candidates.push(Candidate { node, quote, distance: distance(users, place) });
            }
        }
        candidates.sort_by(|a, b| match of.route {
            Route::Cheapest => a.quote.cmp(&b.quote),
            Route::Nearest => a.distance.partial_cmp(&b.distance).unwrap_or(Ordering::Equal),
        });
        Ok(candidates)
    }

    /// Those of the nodes that the registry says satisfy what the dApp demands.
    fn vet(&mut self, dapp: usize, nodes: &[usize]) -> Result<Vec<usize>> {
        let Constraints { min_stake, min_renewable, attested, .. } = self.constraints(dapp);
        let mut fit = Vec::new();
        for nodes in nodes.chunks(MAX_VETTED) {
            let ids = nodes.iter().map(|node| self.nodes[*node].id).collect();
            let vetting = Vetting { nodes: ids, min_stake, min_renewable, attested, owners: false };
            let vetted = match self.net.view(self.net.suite.registry().vet(vetting))? {
                Ok(vetted) => vetted.fit,
                Err(error) => anyhow::bail!("the registry does not vet: {error:?}"),
            };
            let passed = (0..).zip(nodes).filter(|(bit, _)| vetted & (1 << bit) != 0);
            fit.extend(passed.map(|(_, node)| *node));
        }
        Ok(fit)
    }

    /// What a dApp demands of nodes.
    fn constraints(&self, dapp: usize) -> Constraints {
        let of = &self.fleet.dapps[dapp];
        Constraints {
            country: of.country,
            min_stake: of.min_stake.0,
            min_renewable: of.min_renewable.0,
            attested: of.attested.iter().fold(0, |bits, kind| bits | kind.attestable().bit()),
            ..Constraints::up_to(of.max_price.0)
        }
    }

    /// Opens a lease on one of the first candidates and takes it off the list. Says whether there was one.
    fn open(&mut self, dapp: usize, slot: usize, candidates: &mut Vec<Candidate>) -> Result<bool> {
        let of = &self.fleet.dapps[dapp];
        let first = if of.route == Route::Nearest { NEAREST } else { MAX_CANDIDATES };
        let named: Vec<NodeId> = candidates.iter().take(first).map(|c| self.nodes[c.node].id).collect();
        if named.is_empty() {
            return Ok(false);
        }
        self.reserve_balance(dapp, of.deposit.0)?;
        let settings = self.net.suite.metering().params();
        let longest = self.net.view(settings)?.max_lease_ms;
        let lease_slots = of.lease_hours.map_or(usize::MAX, |h| self.slots.in_hours(u64::from(h)));
        // Replaced well before it ends, so that the last vouchers can be settled at leisure.
        let longest_slots = usize::try_from(longest / self.slots.slot_ms / 2).unwrap_or(usize::MAX);
        let terms = LeaseTerms {
            class: CLASS,
            units: of.units,
            candidates: named,
            constraints: self.constraints(dapp),
            session_key: self.dapps[dapp].session.public(),
            deposit: of.deposit.0,
            until: self.slots.start(slot) + longest,
        };
        let payer = self.dapps[dapp].account;
        let opened = match self.net.send(payer, self.net.suite.metering().open(terms)) {
            Ok(done) => done.value,
            // None of them satisfies everything by now: other leases raised the price, or took the units.
            Err(CallError::Refused { error: MeteringError::Market(MarketError::NoMatch), .. }) => {
                candidates.drain(..candidates.len().min(first));
                return self.open(dapp, slot, candidates);
            }
            Err(error) => return Err(error.into()),
        };
        let chosen = candidates.iter().position(|c| self.nodes[c.node].id == opened.leg.node);
        let node = candidates.remove(chosen.context("a node that was no candidate")?).node;
        self.dapps[dapp].balance -= of.deposit.0;
        self.touched.insert(self.nodes[node].zone);
        self.report.totals.leases += 1;
        self.report.dapps[dapp].leases += 1;
        self.leases.push(Lease {
            id: opened.lease,
            dapp,
            node,
            place: opened.leg.place,
            price: opened.price,
            deposit: of.deposit.0,
            signed: 0,
            signature: None,
            settled: 0,
            renew_at: slot.saturating_add(lease_slots.min(longest_slots)),
            closing: None,
        });
        Ok(true)
    }

    /// Counts leases that are given up because of the slash.
    fn note_move(&mut self, id: LeaseId) {
        let node = self.leases.iter().find(|l| l.id == id).map(|l| l.node);
        let jailed = node.is_some_and(|node| self.nodes[node].status == NodeStatus::Jailed);
        if let (true, Some(slash)) = (jailed, &mut self.report.slash) {
            slash.moved += 1;
        }
    }

    fn close_lease(&mut self, id: LeaseId) -> Result<()> {
        let lease = self.leases.iter_mut().find(|l| l.id == id).context("a lease that runs")?;
        let payer = self.dapps[lease.dapp].account;
        self.net.send(payer, self.net.suite.metering().close(id))?;
        let window = self.fleet.network.settlement_window_hours * 3_600_000;
        lease.closing = Some(self.net.chain.now() + window);
        Ok(())
    }

    /// After the traffic: closes what is open, finalizes what is ready.
    pub(super) fn wind_up(&mut self) -> Result<()> {
        let open: Vec<LeaseId> = self.leases.iter().filter(|l| l.is_open()).map(|l| l.id).collect();
        if !open.is_empty() {
            for node in 0..self.nodes.len() {
                self.report.nodes[node].status = format!("{:?}", self.nodes[node].status);
            }
            self.tell(format!("the traffic is over: dApps close {} leases", open.len()));
            for lease in open {
                self.close_lease(lease)?;
            }
        }
        self.finalize_ready()
    }

    /// Ends leases whose settlement window is over. Whatever their nodes did not settle is settled first.
    fn finalize_ready(&mut self) -> Result<()> {
        let now = self.net.chain.now();
        let ready = |l: &Lease| l.closing.is_some_and(|until| until <= now);
        let late: BTreeSet<usize> =
            self.leases.iter().filter(|l| ready(l) && l.settled < l.signed).map(|l| l.node).collect();
        for node in late {
            self.settle(node)?;
        }
        let (ready, running) = std::mem::take(&mut self.leases).into_iter().partition(ready);
        self.leases = running;
        for lease in ready {
            let payer = self.dapps[lease.dapp].account;
            self.net.send(payer, self.net.suite.metering().finalize(lease.id))?;
            let spent = lease.settled * lease.price;
            self.dapps[lease.dapp].balance += lease.deposit - spent;
            self.report.dapps[lease.dapp].spent += spent;
            self.report.dapps[lease.dapp].units += lease.settled as u64;
            self.touched.insert(self.nodes[lease.node].zone);
        }
        Ok(())
    }

    /// Sees to it that a dApp's free balance is at least `amount`.
    pub(super) fn reserve_balance(&mut self, dapp: usize, amount: Amount) -> Result<()> {
        let missing = amount.saturating_sub(self.dapps[dapp].balance);
        if missing == 0 {
            return Ok(());
        }
        let usual = self.fleet.dapps[dapp].deposit.0 * self.fleet.dapps[dapp].leases as Amount;
        self.pay_in(dapp, missing.max(usual))
    }

    /// A dApp buys tokens, of the deployer for want of a market, and pays them in.
    pub(super) fn pay_in(&mut self, dapp: usize, amount: Amount) -> Result<()> {
        let account = self.dapps[dapp].account;
        let buys = amount.saturating_sub(self.dapps[dapp].wallet);
        if buys > 0 {
            self.net.send(self.net.suite.deployer, self.net.suite.token().transfer(account, buys))?;
        }
        self.dapps[dapp].wallet += buys;
        self.net.send(account, self.net.suite.token().approve(self.net.suite.metering, amount))?;
        self.net.send(account, self.net.suite.metering().deposit(amount))?;
        self.dapps[dapp].wallet -= amount;
        self.dapps[dapp].balance += amount;
        self.report.dapps[dapp].deposited += amount;
        Ok(())
    }
}

/// Something that grows with the distance of two places on the globe: the square of the chord.
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let point = |(lat, lon): (f64, f64)| {
        let (lat, lon) = (lat.to_radians(), lon.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    };
    point(a).iter().zip(point(b)).map(|(a, b)| (a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_go_round_the_globe() {
        let tokyo = (35.7, 139.7);
        assert!(
            distance(tokyo, (37.8, -122.4)) < distance(tokyo, (48.9, 2.4)),
            "San Francisco over the Pacific"
        );
        assert!(distance(tokyo, tokyo) == 0.0);
    }
}
