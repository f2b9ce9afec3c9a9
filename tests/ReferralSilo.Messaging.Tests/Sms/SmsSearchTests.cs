using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
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
        await _gateway.Submit(AMessage.Sms(), CancellationToken.None);

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
        Keep(AMessage.Now - Duration.FromMinutes(5));
        Keep(AMessage.Now, from: "+13035550199");
        _server.Texts.Enqueue(new KeptText("SM5", AMessage.Number, AMessage.OurNumber, AMessage.Body, "", AMessage.Now,
            Direction: "inbound"));

        Assert.IsType<FindOutcome.NotFound>(await Find(known: ["SM-known"]));
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
    public async Task More_pages_than_are_read_tell_nothing()
    {
        _server.PageSize = 1;
        Keep(AMessage.Now);
        for (var i = 1; i <= new TransportLimits().Pages; i++) Keep(AMessage.Now + i * Second, body: $"Text {i}");

        Assert.Equal(new FindOutcome.CannotTell(Ever: false), await Find());
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(401, """{"code":20003}""")]
    [InlineData(302, "")]
    [InlineData(200, "not json")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"messages":[],"next_page_uri":"https://evil.example.org/"}""")]
    [InlineData(200, """{"messages":[],"next_page_uri":"@evil.example.org/"}""")]
    public async Task An_answer_that_is_none_tells_nothing(int status, string body)
    {
        _server.Before = http => GatewayOnLoopback.Answer(http, status, body);

        Assert.Equal(new FindOutcome.CannotTell(Ever: false), await Find());
        Assert.Single(_server.Requests);
    }

    private void Keep(Instant at, string body = AMessage.Body, string? sid = null, string from = AMessage.OurNumber) =>
        _server.Texts.Enqueue(new KeptText(sid ?? $"SM{_server.Texts.Count + 1}", AMessage.Number, from, body, "", at));

    private Task<FindOutcome> Find(Instant? submittedAt = null, IReadOnlyCollection<string>? known = null) =>
        _gateway.Find(AMessage.Sms(), submittedAt ?? AMessage.Now, known ?? [], CancellationToken.None);

    private static Instant Parse(string text) => NodaTime.Text.InstantPattern.General.Parse(text).Value;
}
