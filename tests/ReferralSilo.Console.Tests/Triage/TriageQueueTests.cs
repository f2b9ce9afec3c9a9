using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Tests.Triage;

public sealed class TriageQueueTests
{
    private readonly TriageQueue _queue = new();

    [Fact]
    public void Higher_priority_comes_first_then_the_earlier_due()
    {
        _queue.Update([
            ARow.Triage("r2", dueIn: 20), ARow.Triage("r1", dueIn: 5),
            ARow.Triage("stat", Priority.Stat, 90), ARow.Triage("urgent", Priority.Urgent, -3)]);
        Assert.Equal(["stat", "urgent", "r1", "r2"], _queue.Rows.Select(r => r.Key));
    }

    [Fact]
    public void Emergency_comes_before_stat_and_review_first_only_before_its_own_priority()
    {
        _queue.Update([
            ARow.Triage("stat", Priority.Stat), ARow.Triage("calm", dueIn: 1), ARow.Triage("urgent", Priority.Urgent),
            ARow.Triage("denied", dueIn: 25) with { Concern = EmergencyConcern.ReviewFirst },
            ARow.Triage("plan", dueIn: 5, alarm: true) with { Concern = EmergencyConcern.Emergency }]);

        Assert.Equal(["plan", "stat", "urgent", "denied", "calm"], _queue.Rows.Select(r => r.Key));
        Assert.Equal("plan", _queue.Alarms[0].Key);
    }

    [Fact]
    public void Selection_stays_on_its_referral_when_others_arrive_above()
    {
        _queue.Update([ARow.Triage("a", dueIn: 10), ARow.Triage("b", dueIn: 20)]);
        _queue.Select("b");
        _queue.Update([ARow.Triage("a", dueIn: 10), ARow.Triage("b", dueIn: 20), ARow.Triage("new", Priority.Stat)]);
        Assert.Equal("b", _queue.Selected?.Key);
    }

    [Fact]
    public void Selection_never_passes_to_another_patient_when_its_referral_leaves()
    {
        _queue.Update([ARow.Triage("a", dueIn: 10), ARow.Triage("b", dueIn: 20), ARow.Triage("c", dueIn: 30)]);
        _queue.Select("b");
        _queue.Update([ARow.Triage("a", dueIn: 10), ARow.Triage("c", dueIn: 30)]);
        Assert.Equal("b", _queue.SelectedKey);
        Assert.Null(_queue.Selected);
        Assert.Equal(("b", 1), (_queue.Removed?.Key, _queue.Removed?.At));
        _queue.Update([]);
        Assert.Equal(("b", 0), (_queue.Removed?.Key, _queue.Removed?.At));
    }

    [Theory]
    [InlineData(1, "c")]
    [InlineData(-1, "a")]
    public void From_a_referral_that_left_the_arrows_go_to_its_neighbours(int by, string expected)
    {
        _queue.Update([ARow.Triage("a", dueIn: 10), ARow.Triage("b", dueIn: 20), ARow.Triage("c", dueIn: 30)]);
        _queue.Select("b");
        _queue.Update([ARow.Triage("a", dueIn: 10), ARow.Triage("c", dueIn: 30)]);
        _queue.Move(by);
        Assert.Equal(expected, _queue.Selected?.Key);
        Assert.Null(_queue.Removed);
    }

    [Fact]
    public void Referral_that_comes_back_is_selected_again()
    {
        _queue.Update([ARow.Triage("a")]);
        _queue.Select("a");
        _queue.Update([]);
        _queue.Update([ARow.Triage("a", version: 2)]);
        Assert.Equal(2, _queue.Selected?.Version);
        Assert.Null(_queue.Removed);
    }

    [Fact]
    public void Nothing_is_selected_until_a_person_selects()
    {
        _queue.Update([ARow.Triage("a")]);
        Assert.Null(_queue.Selected);
        _queue.Move(1);
        Assert.Equal("a", _queue.SelectedKey);
        _queue.Move(-5);
        Assert.Equal("a", _queue.SelectedKey);
    }

    [Fact]
    public void Referrals_whose_source_was_asked_are_folded_and_alarming_ones_are_not()
    {
        _queue.Update([Asked("x"), ARow.Triage("a"), Asked("y") with { Alarm = true,
            Concern = EmergencyConcern.Emergency }]);
        Assert.Equal(["y", "a"], _queue.Rows.Select(r => r.Key));
        Assert.Equal((2, 1), (_queue.ToReview, _queue.Asked));
        _queue.ShowsAsked = true;
        Assert.Equal(["y", "a", "x"], _queue.Rows.Select(r => r.Key));
    }

    [Fact]
    public void Referral_whose_source_was_asked_leaves_its_place_and_is_selected_by_its_address()
    {
        _queue.Update([ARow.Triage("a"), ARow.Triage("b", dueIn: 40)]);
        _queue.Select("a");
        _queue.Update([Asked("a"), ARow.Triage("b", dueIn: 40)]);
        Assert.Equal(("a", 0), (_queue.Removed?.Key, _queue.Removed?.At));
        Assert.Null(_queue.Selected);

        _queue.Unselect();
        _queue.Select("a");
        Assert.Equal("a", _queue.Selected?.Key);
        Assert.True(_queue.ShowsAsked);
    }

    private static TriageRow Asked(string key) => ARow.Triage(key) with { Stage = Stage.InformationRequested };

    [Fact]
    public void Alarm_ends_when_somebody_takes_it()
    {
        _queue.Update([ARow.Triage("u", Priority.Urgent, alarm: true)]);
        Assert.Equal("u", Assert.Single(_queue.Alarms).Key);
        _queue.Update([ARow.Triage("u", Priority.Urgent, claimedBy: "nurse")]);
        Assert.Empty(_queue.Alarms);
    }
}
