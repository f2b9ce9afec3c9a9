using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Messaging.Sms;
using ReferralSilo.Messaging.Tests.Support;

namespace ReferralSilo.Messaging.Tests.Sms;

/// <summary>The question whether the gateway has a text whose answer was lost.</summary>
public sealed class SmsSearchTests : IAsyncLifetime
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    private GatewayOnLoopback _server = null!;
    private SmsGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatewayOnLoopback.Start();
        _server.Now = () => AMessage.Now;
        _gateway = new SmsGateway(AMessage.Gateway(_server.Url), AMessage.Settings, new TransportLimits(),
            new FakeTimeProvider(), NullLogger<SmsGateway>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_text_whose_answer_was_lost_is_found()
    {
        _server.AfterAccepting = GatewayOnLoopback.Abort;
        using var begin = new BeginLimit(MessageLimits.BeginWithin.ToTimeSpan(), TimeProvider.System);
        await _gateway.Submit(AMessage.Sms(), begin, CancellationToken.None);

        Assert.Equal(new FindOutcome.Found("SM1", "sent", null), await Find());
    }

    [Fact]
    public async Task A_text_that_never_arrived_is_not_found() => Assert.IsType<FindOutcome.NotFound>(await Find());

    /// <summary>The gateway's filter is a day in UTC.</summary>
    [Theory]
    [InlineData("2031-03-03T23:59:59Z", "2031-03-04T00:00:01Z")]
    [InlineData("2031-03-04T00:00:01Z", "2031-03-03T23:59:59Z")]
    [InlineData("2031-03-03T23:59:59Z", "2031-03-03T23:59:59Z")]
    [InlineData("2031-12-31T23:58:00Z", "2032-01-01T00:03:00Z")]
    public async Task A_text_is_found_at_midnight(string submitted, string dated)
    {
        Keep(Parse(dated));

        Assert.IsType<FindOutcome.Found>(await Find(Parse(submitted)));
    }

    [Fact]
    public async Task A_text_that_still_waits_in_the_gateway_is_found()
    {
        _server.Texts.Enqueue(new KeptText("SM1", AMessage.Number, AMessage.OurNumber, AMessage.Body, "", AMessage.Now,
            IsSent: false));

        Assert.Equal(new FindOutcome.Found("SM1", "queued", null), await Find());
    }

    [Fact]
    public async Task A_text_of_another_message_is_not_taken_for_this_one()
    {
        Keep(AMessage.Now, sid: "SM-known");
        Keep(AMessage.Now, body: "Another text");
        Keep(AMessage.Now - Duration.FromDays(2));
        Keep(AMessage.Now, from: "+13035550199");
        _server.Texts.Enqueue(new KeptText("SM5", AMessage.Number, AMessage.OurNumber, AMessage.Body, "", AMessage.Now,
            Direction: "inbound"));

        Assert.IsType<FindOutcome.NotFound>(await Find(known: ["SM-known"]));
    }

    /// <summary>The clocks differ by more than expected: it may be this text, so it must not be sent again.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public async Task An_older_text_with_the_same_words_leaves_the_question_open(int minutes)
    {
        Keep(AMessage.Now - Duration.FromMinutes(minutes));

        Assert.IsType<FindOutcome.NotNow>(await Find());
        Assert.IsType<FindOutcome.NotFound>(await Find(known: ["SM1"]));
    }

    [Fact]
    public async Task The_text_is_found_on_a_later_page()
    {
        _server.PageSize = 3;
        Keep(AMessage.Now);
        for (var i = 1; i <= 7; i++) Keep(AMessage.Now + i * Second, body: $"Text {i}");

        Assert.Equal(new FindOutcome.Found("SM1", "sent", null), await Find());
    }

    [Fact]
    public async Task With_more_pages_than_are_read_the_question_stays_open()
    {
        _server.PageSize = 1;
        Keep(AMessage.Now);
        for (var i = 1; i <= new TransportLimits().Pages; i++) Keep(AMessage.Now + i * Second, body: $"Text {i}");

        Assert.Equal(new FindOutcome.NotNow(), await Find());
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(401, """{"code":20003}""")]
    [InlineData(302, "")]
    [InlineData(200, "not json")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"messages":[],"next_page_uri":"https://evil.example.org/"}""")]
    [InlineData(200, """{"messages":[],"next_page_uri":"@evil.example.org/"}""")]
    public async Task An_answer_without_a_list_of_messages_is_asked_for_again(int status, string body)
    {
        _server.Before = http => GatewayOnLoopback.Answer(http, status, body);

        Assert.Equal(new FindOutcome.NotNow(), await Find());
        Assert.All(_server.Requests, r => Assert.StartsWith(
            $"GET /2010-04-01/Accounts/{GatewayOnLoopback.Account}/Messages.json?", r, StringComparison.Ordinal));
    }

    /// <summary>The answers of the gateway decide what a message does next.</summary>
    [Fact]
    public async Task A_text_is_found_after_the_gateway_could_not_say_whether_it_has_it()
    {
        var lost = ALostText();
        _server.Before = http => GatewayOnLoopback.Answer(http, 500, "");
        var asked = After(lost, await Find());
        Assert.NotNull(asked.DueAt);
        _server.Before = _ => Task.FromResult(false);
        Keep(AMessage.Now);

        var found = Assert.IsType<Message.Accepted>(After(asked, await Find()));
        Assert.Equal(("SM1", MessageStatus.Sent), (found.ProviderId, found.Status));
    }

    private static Message ALostText()
    {
        var way = new MessageWay(MessageChannel.Sms, AMessage.Number, "sms-1");
        var about = new MessageCase("m1", null, MessageOccasion.ReachOut, 1, null, AMessage.Now, AMessage.Now,
            AMessage.Now + Duration.FromDays(1), way, "en", 0, []);
        Message? state = null;
        foreach (var command in (MessageCommand[])[new MessageCommand.Plan(about, null),
            new MessageCommand.Submit(way, new RenderedMessage("plain", 1, "en", null, AMessage.Body)),
            new MessageCommand.Answer(1, new SubmitOutcome.Unknown("timeout"))])
            state = After(state, command);
        return state!;
    }

    private static Message After(Message state, FindOutcome outcome) =>
        After(state, new MessageCommand.Found(1, outcome));

    private static Message After(Message? state, MessageCommand command) =>
        Assert.IsType<Decision<MessageEvent>.Accepted>(
            MessageDecider.Decide(state, command, AMessage.Now + MessageLimits.FirstAsk)).Events.Aggregate(
            state, (before, happened) => MessageEvolver.Evolve(before, happened))!;

    private void Keep(Instant at, string body = AMessage.Body, string? sid = null, string from = AMessage.OurNumber) =>
        _server.Texts.Enqueue(new KeptText(sid ?? $"SM{_server.Texts.Count + 1}", AMessage.Number, from, body, "", at));

    private Task<FindOutcome> Find(Instant? submittedAt = null, IReadOnlyCollection<string>? known = null) =>
        _gateway.Find(AMessage.Sms(), submittedAt ?? AMessage.Now, known ?? [], CancellationToken.None);

    private static Instant Parse(string text) => NodaTime.Text.InstantPattern.General.Parse(text).Value;
}
