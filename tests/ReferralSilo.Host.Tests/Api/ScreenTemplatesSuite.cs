using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Contracts.Templates;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Host.Screens;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteScreenTemplatesTests(SqliteHost host) : ScreenTemplatesSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresScreenTemplatesTests(PostgresHost host) : ScreenTemplatesSuite(host);

/// <summary>The texts of messages and the state of sending on screen: the rules and rights of the API.</summary>
public abstract class ScreenTemplatesSuite(RunningHost host)
{
    private const string Body = "{{ clinic }}: your referral is with us. {{ link }} Reply STOP to opt out.";

    private readonly Dictionary<string, ScreenTemplates> _screens = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_goes_from_a_draft_to_its_use_between_two_persons()
    {
        var (key, author, approver) = (New("template"), As(Roles.Supervisor), As(Roles.Administrator));
        var draft = Done(await author.Write(Text(key), At(0), Token));
        var submitted = Done(await author.Step(key, 1, TemplateStep.Submit, null, At(draft.Version), Token));
        var returned = Done(await approver.Step(key, 1, TemplateStep.Reject, " Too long. ", At(submitted.Version),
            Token));
        Assert.Equal((TemplateStatus.Rejected, "Too long."), (returned.Versions[0].Status,
            returned.Versions[0].Reason));
        var again = Done(await author.Write(Text(key, Body + " Now."), At(returned.Version), Token));
        var second = Done(await author.Step(key, 2, TemplateStep.Submit, null, At(again.Version), Token));
        Assert.Equal("version-mismatch", Refused(await approver.Step(key, 2, TemplateStep.Approve, null,
            At(submitted.Version), Token)).Code);
        var approved = Done(await approver.Step(key, 2, TemplateStep.Approve, null, At(second.Version), Token));

        Assert.Equal(2, approved.Approved);
        Assert.Equal(2, Done(await As(Roles.Auditor).Find(key, Token)).Approved);
        Assert.Contains(Done(await As(Roles.Marketing).All(Token)), t => t.Key == key);
    }

    [Fact]
    public async Task A_repeated_step_under_the_same_key_has_one_effect_and_a_reason_is_needed()
    {
        var (key, author) = (New("template"), As(Roles.Supervisor));
        var draft = Done(await author.Write(Text(key), At(0), Token));
        var once = At(draft.Version);
        var first = Done(await author.Step(key, 1, TemplateStep.Submit, null, once, Token));
        Assert.Equal(first.Version, Done(await author.Step(key, 1, TemplateStep.Submit, null, once, Token)).Version);
        Assert.Equal("idempotency-key-reused", Refused(await author.Step(key, 1, TemplateStep.Withdraw, null, once,
            Token)).Code);

        Assert.Equal(["/reason"], Refused(await As(Roles.Administrator).Step(key, 1, TemplateStep.Reject, " ",
            At(first.Version), Token)).Errors!.Keys);
    }

    [Fact]
    public async Task A_preview_reads_as_sent_for_one_patient_and_stores_nothing()
    {
        var (key, author) = (New("template"), As(Roles.Supervisor));
        var judged = Done(await author.Preview(Text(key, "{{ clinic }}\u2019s news: {{ link }}"), Token));

        Assert.Contains("A text must say how to stop texts, with the word STOP.", judged.Errors["/body"]);
        Assert.DoesNotContain('\u2019', judged.Sample!.Body);
        Assert.True(judged.Parts >= judged.Sample.Parts && judged.Sample.Parts > 0);
        // This clinic has no phone number, so a patient would not get such a text.
        Assert.Null(Done(await author.Preview(Text(key, Body + " Call {{ phone }}."), Token)).Sample);
        Assert.Equal("not-found", Refused(await author.Find(key, Token)).Code);
    }

    [Theory]
    [InlineData(Roles.Scheduler), InlineData(Roles.TriageNurse), InlineData(Roles.Clinician)]
    public async Task Other_roles_see_neither_texts_nor_the_state_of_sending(string role)
    {
        var api = As(role);
        Assert.Equal("forbidden", Refused(await api.All(Token)).Code);
        Assert.Equal("forbidden", Refused(await api.Preview(Text("x"), Token)).Code);
        Assert.Equal("forbidden", Refused(await api.Write(Text("x"), At(0), Token)).Code);
        Assert.Equal("forbidden", Refused(await api.Read(Token)).Code);
    }

    [Fact]
    public async Task A_supervisor_writes_and_does_not_approve_and_an_auditor_only_reads()
    {
        var key = New("template");
        Done(await As(Roles.Administrator).Write(Text(key), At(0), Token));
        var submitted = Done(await As(Roles.Administrator).Step(key, 1, TemplateStep.Submit, null, At(1), Token));

        foreach (var role in (string[])[Roles.Supervisor, Roles.Auditor])
            foreach (var step in (TemplateStep[])[TemplateStep.Approve, TemplateStep.Reject, TemplateStep.Retire])
                Assert.Equal("forbidden", Refused(await As(role).Step(key, 1, step, "x", At(submitted.Version), Token))
                    .Code);
        Assert.Equal("forbidden", Refused(await As(Roles.Auditor).Write(Text(key), At(2), Token)).Code);
        Assert.Equal("own-template", Refused(await As(Roles.Administrator).Step(key, 1, TemplateStep.Approve, null,
            At(2), Token)).Code);
    }

    [Fact]
    public async Task What_waits_and_what_failed_is_counted_with_its_reason()
    {
        var before = await Sending();
        var id = (await host.Api.Create(Referral())).Id;
        (await host.Api.Do(id, "accept")).Is(200);
        await Eventually.Is("one more message waits for a consent", async () =>
            Of((await Sending()).Waiting, "no-consent") > Of(before.Waiting, "no-consent"));

        var status = await Sending();
        Assert.True(status.IsMailbox);
        Assert.False(status.IsHeld);
        Assert.All(status.Channels, c => Assert.Equal((TransportState.Sending, null), (c.State, c.LastError)));
        Assert.Equal("08:00-21:00", status.Hours);

        static long Of(IReadOnlyList<MessageTally> tallies, string reason) =>
            tallies.Where(t => t.Reason == reason).Sum(t => t.Count);
    }

    [Fact]
    public async Task What_never_left_is_counted_also_when_it_was_planned_weeks_before()
    {
        var before = Stale(await Sending());
        foreach (var days in (int[])[1, MessagingStatus.FailedDays - 1, MessagingStatus.FailedDays + 1])
            await StoreStale(days);

        Assert.Equal(before + 2, Stale(await Sending()));

        static long Stale(MessagingStatus status) =>
            status.Failed.Where(t => t.Status == MessageStatus.Stale).Sum(t => t.Count);
    }

    /// <summary>Stores a message that was planned so many days ago and never left.</summary>
    private async Task StoreStale(int days)
    {
        var (mapper, now) = (host.Services.GetRequiredService<MessageMapper>(),
            host.Services.GetRequiredService<IClock>().GetCurrentInstant());
        var at = now - Duration.FromDays(days);
        MessageEvent[] happened =
        [
            new MessageEvent.Planned(new MessageCase(New("m"), null, MessageOccasion.Reminder, 1, null, at, at, at,
                null, "en", 0, [])),
            new MessageEvent.Ended(MessageStatus.Stale, MessageReasons.TooLate),
        ];
        var state = happened.Aggregate((Message?)null, mapper.Evolve)!;
        IAggregateMapper<Message, MessageEvent> written = mapper;
        Assert.IsType<CommitResult.Committed>(await host.Services.GetRequiredService<ILedger>().Commit(new Commit(
            new StreamId(MessageMapper.StreamKind, state.Case.Id), 0, written.Write(state),
            [.. happened.Select(e => written.Write(e, "system"))], [], null, mapper.Row(null, state), null, now)));
    }

    private async Task<MessagingStatus> Sending() => Done(await As(Roles.Auditor).Read(Token));

    /// <summary>One person of each role.</summary>
    private ScreenTemplates As(string role)
    {
        if (!_screens.TryGetValue(role, out var screen))
            _screens[role] = screen = ActivatorUtilities.CreateInstance<ScreenTemplates>(host.Services,
                new SignedInScreen(host.Services, role));
        return screen;
    }

    private static TemplateInput Text(string key, string body = Body) =>
        new(key, MessageOccasion.Received, MessageChannel.Sms, "en", body);

    private static SettingChange At(long version) => new(Guid.NewGuid().ToString("N"), version);

    private static T Done<T>(Answer<T> answer) where T : class
    {
        Assert.True(answer.Ok, $"{answer.Problem?.Code}: {string.Join(", ", answer.Problem?.Errors?.Keys ?? [])}");
        return answer.Value!;
    }

    private static Problem Refused<T>(Answer<T> answer) where T : class
    {
        Assert.NotNull(answer.Problem);
        return answer.Problem;
    }
}
