using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Messaging.Sms;
using ReferralSilo.Messaging.Tests.Support;
using ReferralSilo.Testing;

namespace ReferralSilo.Messaging.Tests.Sms;

public sealed class SmsGatewayTests : IAsyncLifetime
{
    private readonly KeptLog<SmsGateway> _log = new();
    private readonly FakeTimeProvider _time = new();
    private GatewayOnLoopback _server = null!;
    private SmsGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatewayOnLoopback.Start();
        _gateway = Gateway(_server.Url);
    }

    public ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_text_arrives_with_its_number_sender_and_address_of_receipts()
    {
        Assert.Equal(MessageChannel.Sms, _gateway.Channel);

        var submission = await Submit(_gateway, AMessage.Sms(body: "¿Puede venir? 1 + 1 & más"));

        Assert.Equal(GatewayAnswer.Accepted("SM1"), submission);
        var text = Assert.Single(_server.Texts);
        Assert.Equal((AMessage.Number, AMessage.OurNumber), (text.To, text.From));
        Assert.Equal("¿Puede venir? 1 + 1 & más", text.Body);
        Assert.Equal("https://care.example.org/callbacks/sms/m1", text.StatusCallback);
    }

    [Theory]
    [InlineData(400, """{"code":21610,"message":"+13035550123 said stop"}""", "rejected 21610")]
    [InlineData(400, """{"code":21408}""", "rejected 21408")]
    [InlineData(400, """{"code":21612}""", "not-sent 21612")]
    [InlineData(400, """{"code":30034}""", "not-sent 30034")]
    [InlineData(400, "not json +13035550123", "rejected http-400")]
    [InlineData(409, "{}", "rejected http-409")]
    [InlineData(401, """{"code":20003}""", "not-sent http-401")]
    [InlineData(403, """{"code":20003}""", "not-sent http-403")]
    [InlineData(404, """{"code":20404}""", "not-sent http-404")]
    [InlineData(429, """{"code":20429}""", "not-sent http-429")]
    [InlineData(500, "+13035550123", "unknown http-500")]
    [InlineData(503, "", "unknown http-503")]
    [InlineData(201, "{}", "unknown http-201")]
    [InlineData(202, """{"sid":"SM9"}""", "unknown http-202")]
    public async Task The_outcome_says_what_the_gateway_did(int status, string body, string expected)
    {
        _server.Before = http => GatewayOnLoopback.Answer(http, status, body);

        var submission = await Submit(_gateway, AMessage.Sms());

        Assert.Equal(expected, Text(submission.Outcome));
        Assert.Equal(submission.Outcome is not SubmitOutcome.Rejected, submission.IsFault);
        Assert.Single(_server.Requests);
        Assert.DoesNotContain("5550123", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _server.Before = http =>
        {
            http.Response.Redirect($"{_server.Url}/elsewhere", permanent: false, preserveMethod: true);
            return Task.FromResult(true);
        };

        Assert.Equal("not-sent http-307",
            Text((await Submit(_gateway, AMessage.Sms())).Outcome));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_connection_that_ends_after_the_request_is_unknown_and_is_not_tried_again()
    {
        await Submit(_gateway, AMessage.Sms("m1"));
        _server.AfterAccepting = GatewayOnLoopback.Abort;

        // Over the kept connection, and over a new one.
        Assert.Equal("unknown connection",
            Text((await Submit(_gateway, AMessage.Sms("m2"))).Outcome));
        Assert.Equal("unknown connection",
            Text((await Submit(_gateway, AMessage.Sms("m3"))).Outcome));
        Assert.Equal(3, _server.Texts.Count);
        Assert.DoesNotContain("5550123", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayOnLoopback.Token, _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_is_unknown()
    {
        _server.AfterAccepting = async http =>
        {
            (http.Response.StatusCode, http.Response.ContentLength) = (201, 100);
            await http.Response.WriteAsync("{\"sid\":");
            await http.Response.Body.FlushAsync();
            return await GatewayOnLoopback.Abort(http);
        };

        Assert.Equal("unknown connection",
            Text((await Submit(_gateway, AMessage.Sms())).Outcome));
    }

    [Fact]
    public async Task A_gateway_that_stalls_is_unknown_after_the_time_limit()
    {
        var reached = new TaskCompletionSource();
        _server.AfterAccepting = async http =>
        {
            reached.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted);
            return true;
        };

        var submitting = Submit(_gateway, AMessage.Sms());
        await reached.Task.WaitAsync(Eventually.Deadline);
        _time.Advance(new TransportLimits().Submission);

        Assert.Equal("unknown timeout", Text((await submitting).Outcome));
    }

    [Fact]
    public async Task Without_a_connection_nothing_was_sent()
    {
        using var port = new ClosedPort();
        using var gateway = Gateway($"http://127.0.0.1:{port.Number}");

        Assert.Equal("not-sent connection",
            Text((await Submit(gateway, AMessage.Sms())).Outcome));
    }

    [Fact]
    public async Task A_caller_that_leaves_before_the_call_sent_nothing()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        Assert.Equal("not-sent pace", Text((await Submit(_gateway, AMessage.Sms(), left.Token)).Outcome));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_text_without_a_free_place_in_time_sent_nothing_and_is_no_fault()
    {
        using var gateway = Gateway(_server.Url, new TransportLimits { Connections = 1 });
        var (reached, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.AfterAccepting = async _ =>
        {
            reached.SetResult();
            await answer.Task;
            return false;
        };
        var first = Submit(gateway, AMessage.Sms("m1"));
        await reached.Task.WaitAsync(Eventually.Deadline);

        var second = Submit(gateway, AMessage.Sms("m2"));
        _time.Advance(MessageLimits.BeginWithin.ToTimeSpan());
        Assert.Equal(GatewayAnswer.Later("pace"), await second);
        answer.SetResult();
        Assert.Equal(GatewayAnswer.Accepted("SM1"), await first);
        Assert.Single(_server.Texts);
    }

    [Fact]
    public async Task A_text_does_not_begin_after_its_time()
    {
        using var begin = new BeginLimit(TimeSpan.FromSeconds(1), _time);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<SubmitOutcome.NotSent>(
            (await _gateway.Submit(AMessage.Sms(), begin, CancellationToken.None)).Outcome);
        Assert.Empty(_server.Requests);
    }

    private async Task<GatewayAnswer> Submit(SmsGateway gateway, OutgoingMessage message,
        CancellationToken ct = default)
    {
        using var begin = new BeginLimit(MessageLimits.BeginWithin.ToTimeSpan(), _time);
        return await gateway.Submit(message, begin, ct);
    }

    private SmsGateway Gateway(string url, TransportLimits? limits = null) =>
        new(AMessage.Gateway(url), AMessage.Settings, limits ?? new TransportLimits(), _time, _log);

    private static string Text(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Rejected o => $"rejected {o.Code}",
        SubmitOutcome.NotSent o => $"not-sent {o.Code}",
        SubmitOutcome.Unknown o => $"unknown {o.Code}",
        _ => "accepted",
    };
}
