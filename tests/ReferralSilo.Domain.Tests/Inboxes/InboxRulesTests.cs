using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Tests.Referrals;
using C = ReferralSilo.Domain.Inboxes.InboxCommand;
using E = ReferralSilo.Domain.Inboxes.InboxEvent;

namespace ReferralSilo.Domain.Tests.Inboxes;

/// <summary>The position in the clinic's mailbox, and the mails that were set aside.</summary>
public sealed class InboxRulesTests
{
    private static readonly Instant Now = AReferral.Now;

    [Fact]
    public void The_position_only_rises_within_one_mailbox_and_validity()
    {
        var state = After(null, Advance(5));

        Assert.Empty(Events(state, Advance(5)));
        Assert.Empty(Events(state, Advance(4)));
        Assert.Equal(6, After(state, Advance(6)).LastUid);
        Assert.Equal((8, 2), After(state, new C.Advance("box", 8, 2, [])) is var other
            ? (other.Validity, other.LastUid) : default);
    }

    [Fact]
    public void Each_reading_of_the_same_mails_that_is_not_ended_is_counted_and_the_end_forgets_it()
    {
        var state = After(After(null, Advance(5)), Begin(6, 8));
        Assert.Equal(new MailTry(7, 6, 8, 1) { Reader = "one" }, state.Trying);

        state = After(After(state, Begin(6, 6)), Begin(6, 6, "two"));
        Assert.Equal(new MailTry(7, 6, 6, 2) { Reader = "two" }, state.Trying);
        Assert.Null(After(state, Advance(6)).Trying);
        Assert.Equal((5, null), After(state, Advance(5)) is var still ? (still.LastUid, still.Trying) : default);
    }

    [Fact]
    public void The_first_reading_of_a_mailbox_is_begun_before_there_is_a_position()
    {
        var state = After(null, Begin(3, 4));

        Assert.Equal((0, new MailTry(7, 3, 4, 1) { Reader = "one" }), (state.LastUid, state.Trying));
        Assert.Equal(4, After(state, Advance(4)).LastUid);
    }

    [Fact]
    public void A_mail_that_two_readers_set_aside_counts_once()
    {
        var state = After(null, Advance(5, 5));
        state = After(After(state, Begin(6, 6)), Advance(5, 5));

        Assert.Equal((1, 1), (state.Unreadable, state.SetAside.Count));
    }

    [Fact]
    public void The_newest_are_listed_and_all_are_counted()
    {
        Inbox? state = null;
        for (var uid = 1; uid <= InboxRules.MostSetAside + 2; uid++) state = After(state, Advance(uid, uid));

        Assert.Equal((InboxRules.MostSetAside + 2, InboxRules.MostSetAside, 3),
            (state!.Unreadable, state.SetAside.Count, state.SetAside[0].Uid));
        Assert.Empty(After(state, new C.Advance("box", 8, 1, [])).SetAside);
    }

    [Fact]
    public void A_mail_that_takes_effect_when_it_is_read_again_is_not_set_aside_any_more()
    {
        var state = After(null, Advance(5, 5));
        Assert.Empty(Events(state, new C.Settle(7, 5, null)));
        state = After(state, new C.Retry(7, 5));
        Assert.True(Assert.Single(state.SetAside).IsAgain);
        Assert.Empty(Events(state, new C.Retry(7, 5)));

        var failed = After(state, new C.Settle(7, 5, SetAsideReasons.Gone));
        Assert.Equal((SetAsideReasons.Gone, false, 1),
            (failed.SetAside[0].Why, failed.SetAside[0].IsAgain, failed.Unreadable));
        state = After(After(state, Begin(5, 5)), new C.Settle(7, 5, null));
        Assert.Equal((0, 0, null), (state.Unreadable, state.SetAside.Count, state.Trying));
        Assert.Equal(InboxRules.NotSetAside,
            Assert.IsType<Decision<E>.Refused>(InboxRules.Decide(state, new C.Retry(7, 5), Now)).Refusal);
    }

    [Fact]
    public void An_event_of_an_older_version_counts_its_mails()
    {
        const string old = """
            {"event":"inbox-advanced","mailbox":"box","validity":7,"lastUid":5,"at":"2031-03-03T09:00:00Z",
            "unreadable":2}
            """;

        var state = InboxRules.Evolve(null, InboxJson.Form.ReadEvent(System.Text.Encoding.UTF8.GetBytes(old.Trim())));
        Assert.Equal((2, 0), (state.Unreadable, state.SetAside.Count));
    }

    private static C.Advance Advance(long uid, params long[] setAside) => new("box", 7, uid,
        [.. setAside.Select(u => new SetAsideMail(7, u, SetAsideReasons.Unreadable, Now))]);

    [Fact]
    public void A_process_that_begins_again_and_one_that_stops_in_order_do_not_count_as_ended()
    {
        var state = After(null, Advance(5));
        for (var time = 0; time < 5; time++) state = After(state, Begin(6, 6));
        Assert.Equal((1, null), (state.Trying!.Times, state.Trying.Before("one")));
        Assert.Equal(new MailTry(7, 6, 6, 1), state.Trying.Before("two"));

        Assert.Empty(Events(state, new C.Pause("two")));
        state = After(state, new C.Pause("one"));
        Assert.Null(state.Trying!.Before("two"));
        Assert.Equal((5, 1), (state.LastUid, After(state, Begin(6, 6, "two")).Trying!.Times));
    }

    [Fact]
    public void A_state_of_an_older_version_has_no_list_and_goes_on()
    {
        const string old = """
            {"mailbox":"box","validity":7,"lastUid":5,"readAt":"2031-03-03T09:00:00Z","unreadable":2}
            """;

        var state = After(InboxJson.Form.ReadState(System.Text.Encoding.UTF8.GetBytes(old.Trim())), Advance(6, 6));
        Assert.Equal((6, 3, 1), (state.LastUid, state.Unreadable, state.SetAside.Count));
    }

    private static C.Begin Begin(long from, long to, string reader = "one") => new("box", 7, from, to, reader);

    private static IReadOnlyList<E> Events(Inbox? state, InboxCommand command) =>
        Assert.IsType<Decision<E>.Accepted>(InboxRules.Decide(state, command, Now)).Events;

    private static Inbox After(Inbox? state, InboxCommand command) =>
        Events(state, command).Aggregate(state, InboxRules.Evolve)!;
}
