//! Delegators join, leave, and move their stake from one node to another.

use super::*;
use crate::keys::account;
use crate::report::DelegatorReport;

impl Replay<'_> {
    /// Delegators stake, or somebody stakes for them.
    pub(super) fn join(&mut self) -> Result<()> {
        for of in &self.fleet.delegators {
            let who = account(&format!("delegator {}", of.name));
            let stake = of.stake.0;
            let all = stake * of.nodes.len() as Amount;
            self.welcome(who, 0)?;
            let payer = of.sponsor.as_ref().map_or(who, |sponsor| account(&format!("sponsor {sponsor}")));
            self.welcome(payer, all)?;
            self.net.send(payer, self.net.suite.token().approve(self.net.suite.staking, all))?;
            let nodes = of.nodes.iter().map(|name| self.named(name)).collect::<Result<Vec<usize>>>()?;
            for node in &nodes {
                let (id, staking) = (self.nodes[*node].id, self.net.suite.staking());
                let message =
                    if payer == who { staking.bond(id, stake) } else { staking.bond_for(id, who, stake) };
                self.net.send(payer, message)?;
                self.known.note_staker(id, who);
            }
            self.delegators.push(Delegator { account: who, nodes, ready_at: None, paid: 0 });
            self.report.delegators.push(DelegatorReport {
                name: of.name.clone(),
                nodes: of.nodes.clone(),
                staked: all,
                sponsor: of.sponsor.clone(),
                ..DelegatorReport::default()
            });
        }
        let sponsored = self.fleet.delegators.iter().filter(|d| d.sponsor.is_some()).count();
        let by_others =
            if sponsored == 0 { String::new() } else { format!(", {sponsored} of them sponsored") };
        self.tell(format!("{} delegators joined{by_others}", self.delegators.len()));
        Ok(())
    }

    /// Delegators unbond whose time has come: everything they have, or what they move to another node.
    pub(super) fn leave(&mut self, slot: usize) -> Result<()> {
        for i in 0..self.delegators.len() {
            let of = &self.fleet.delegators[i];
            let Some(epoch) = of.leaves_at_epoch.or(of.moves.as_ref().map(|m| m.epoch)) else { continue };
            let due = slot >= self.slots.middle(epoch, self.fleet.network.epochs);
            if !due || self.delegators[i].ready_at.is_some() {
                continue;
            }
            let from = match &of.moves {
                Some(moves) => vec![self.named(&moves.from)?],
                None => self.delegators[i].nodes.clone(),
            };
            let unbonded = self.unbond(i, &from)?;
            let thaw = self.net.view(self.net.suite.staking().params())?.thaw_ms;
            self.delegators[i].ready_at = Some(self.net.chain.now() + thaw);
            let epoch = 1 + (slot / self.slots.per_epoch) as u32;
            let what = match &of.moves {
                Some(moves) => {
                    self.report.delegators[i].moved = Some((epoch, moves.to.clone()));
                    format!("moves from {} to {}", moves.from, moves.to)
                }
                None => {
                    self.report.delegators[i].left = Some(epoch);
                    "leaves".into()
                }
            };
            let days = thaw / shared::DAY_MS;
            self.tell(format!("{} {what}: {} GRID thaw for {days} days", of.name, whole(unbonded)));
            let short = if of.moves.is_some() { "moves" } else { "leaves" };
            self.mark(Metric::Stake, slot, format!("{} {short}", of.name));
        }
        Ok(())
    }

    /// Unbonds everything that a delegator has on these nodes. Returns the tokens.
    fn unbond(&mut self, delegator: usize, from: &[usize]) -> Result<Amount> {
        let who = self.delegators[delegator].account;
        let mut unbonded = 0;
        for node in from {
            let id = self.nodes[*node].id;
            let position = self.net.view(self.net.suite.staking().position(id, who))?;
            let shares = position.map_or(0, |p| p.shares);
            if shares > 0 {
                unbonded += self.net.send(who, self.net.suite.staking().unbond(id, shares))?.value;
                self.note_stake(*node)?;
            }
        }
        Ok(unbonded)
    }

    /// After the last slot: what has thawed is paid out, or bonded to another node; then what a delegator has
    /// is counted: stake, and what it was paid out.
    pub(super) fn pay_out(&mut self, i: usize) -> Result<()> {
        let of = &self.fleet.delegators[i];
        let account = self.delegators[i].account;
        if let (Some(moves), Some(_)) = (&of.moves, self.delegators[i].ready_at) {
            let (from, to) = (self.named(&moves.from)?, self.named(&moves.to)?);
            let rebond = self.net.suite.staking().rebond(self.nodes[from].id, self.nodes[to].id);
            let moved = self.net.send(account, rebond)?.value;
            self.known.note_staker(self.nodes[to].id, account);
            if !self.delegators[i].nodes.contains(&to) {
                self.delegators[i].nodes.push(to);
            }
            self.tell(format!("{} bonds {} GRID to {}", of.name, whole(moved), moves.to));
        }
        for node in self.delegators[i].nodes.clone() {
            let id = self.nodes[node].id;
            let thaws = self
                .net
                .view(self.net.suite.staking().position(id, account))?
                .is_some_and(|p| !p.thaws.is_empty());
            if thaws {
                let paid = self.net.send(account, self.net.suite.staking().withdraw(id))?.value;
                self.delegators[i].paid += paid;
            }
            if let Some(position) = self.net.view(self.net.suite.staking().position(id, account))? {
                self.report.delegators[i].worth += position.value + position.joining;
            }
        }
        let paid = self.delegators[i].paid;
        self.report.delegators[i].worth += paid;
        if paid > 0 {
            self.tell(format!("{} is paid out {} GRID", of.name, whole(paid)));
        }
        Ok(())
    }
}
