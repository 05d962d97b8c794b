//! Epoch 3: stake, pools, and votes on a proposal.

use super::*;
use interfaces::governance::GovernanceError;
use interfaces::metering::MeteringParams;

impl Town<'_> {
    /// All of it.
    pub(super) fn stake_and_vote(&mut self) -> Result<()> {
        self.stake()?;
        self.own()?;
        self.vote()
    }

    /// What stakers do.
    fn stake(&mut self) -> Result<()> {
        let Self { owner, delegator, payer, .. } = *self;
        let staking = self.net.suite.staking();
        let bonded_once = "bonded once before; takes its shares over";
        self.measure(delegator, staking.bond(0, 100 * TOKEN), with(bonded_once))?;
        let newcomer = with("a delegator's first at this node").variant("new delegator");
        self.measure(payer, staking.bond(0, 100 * TOKEN), newcomer)?;
        let opening = with("the owner's first, which opens the pool").variant("opens pool");
        self.measure(owner, staking.bond(UNBONDED, 1_000 * TOKEN), opening)?;
        let for_another = with("for somebody who bonded once before");
        self.measure(payer, staking.bond_for(0, delegator, 100 * TOKEN), for_another)?;
        let shares = self.shares(delegator)? / 4;
        self.measure(delegator, staking.unbond(0, shares), with(bonded_once))?;
        self.measure(owner, staking.sync(0), with("tells the registry what it knows"))?;
        Ok(())
    }

    /// What owners do with their pools and nodes.
    fn own(&mut self) -> Result<()> {
        let Self { owner, payer, .. } = *self;
        let staking = self.net.suite.staking();
        self.measure(owner, staking.set_commission(0, 500), with("the pool's first"))?;
        let terms = PoolTerms { payout: Some(payer), closed: true };
        self.measure(owner, staking.set_terms(0, terms), with("a pool with delegators"))?;
        self.measure(owner, staking.offer_node(0, payer), with("to its first taker"))?;
        self.send(owner, staking.offer_node(0, payer))?;
        let taker = with("with its pool, in which the new owner has nothing");
        self.measure(payer, staking.accept_node(0), taker)?;
        self.send(owner, staking.offer_node(0, owner))?;
        Ok(())
    }

    /// What voters do.
    fn vote(&mut self) -> Result<()> {
        let Self { delegator, voter, .. } = *self;
        let governance = self.net.suite.governance();
        let propose = self.proposal();
        self.measure(delegator, propose.clone(), with("1 call; stake in 1 pool"))?;
        let proposal = self.send(delegator, propose)?;
        self.send(delegator, governance.vote(proposal, Choice::For, vec![0]))?;
        let one = with("not the first vote; stake in 1 pool, bonded once").items(1);
        let first = self.measure(voter, governance.vote(proposal, Choice::For, vec![0]), one)?.cost;
        let pools: Vec<NodeId> = (0..VOTER_POOLS).collect();
        let many = with("likewise; stake in 16 pools").items(VOTER_POOLS).beyond(first);
        self.measure(voter, governance.vote(proposal, Choice::For, pools), many)?;
        self.measure(delegator, governance.cancel(proposal), with("while the vote runs"))?;
        Ok(())
    }

    /// Shares that `account` has at node 0.
    pub(super) fn shares(&mut self, account: AccountId) -> Result<Amount> {
        let position = self.net.view(self.net.suite.staking().position(0, account))?;
        let shares = position.context("no position")?.shares;
        ensure!(shares > 0, "what was bonded has not turned into shares");
        Ok(shares)
    }

    /// A proposal to raise the burn.
    fn proposal(&self) -> Message<Result<ProposalId, GovernanceError>> {
        let params = MeteringParams { burn: 600, ..MeteringParams::default() };
        let call = self.net.suite.metering().set_params(params).proposed();
        let description = b"Burn 6 % of every settlement instead of 5 %".to_vec();
        self.net.suite.governance().propose(vec![call], description, vec![0])
    }
}
