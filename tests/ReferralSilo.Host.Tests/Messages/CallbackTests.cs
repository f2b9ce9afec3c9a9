using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>What the text gateway calls.</summary>
public sealed class CallbackTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private const string Inbound = "/callbacks/sms/inbound";

    public static TheoryData<string> Routes => new([Inbound, "/callbacks/sms/m1"]);

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_call_without_the_right_signature_is_forbidden(string route)
    {
        foreach (var signature in (string[])["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
        {
            using var answer = await host.Call(route, Text("+13035550121", "STOP"), signature);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Null(await Address("+13035550121").Show());
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_body_that_is_no_form_is_forbidden(string route)
    {
        foreach (var (body, type) in ((byte[], string)[])[([], "application/x-www-form-urlencoded"),
            ("{}"u8.ToArray(), "application/json"), ([0xff, 0xfe, 0, 0x25], "application/x-www-form-urlencoded"),
            (Encoding.ASCII.GetBytes("Body=" + new string('x', 100_000)), "application/x-www-form-urlencoded"),
            (Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"a{i}=1&"))),
                "application/x-www-form-urlencoded"),
            ("--b--"u8.ToArray(), "multipart/form-data; boundary=b")])
        {
            using var answer = await host.Send(route, body, type);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_receipt_of_a_message_that_is_not_known_is_accepted_and_changes_nothing()
    {
        using var answer = await host.Call("/callbacks/sms/no-such-message", Receipt("delivered"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Null(await Message("no-such-message").Show());
    }

    [Fact]
    public async Task A_stop_that_comes_in_twice_stops_texts_once()
    {
        const string number = "+13035550122";
        for (var i = 0; i < 2; i++)
        {
            using var answer = await host.Call(Inbound, Text(number, "Stop."));
            Assert.Equal((HttpStatusCode.OK, "text/xml", "<Response/>"), (answer.StatusCode,
                answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync()));
        }

        var address = (await Address(number).Show())!.State;
        Assert.Equal("SM9", Assert.Single(address.Received));
        Assert.Equal(SuppressionReason.Stop, Assert.Single(address.Suppressions).Why);
    }

    [Fact]
    public async Task A_text_that_comes_in_twice_is_one_entry_for_staff()
    {
        const string number = "+13035550124";
        for (var i = 0; i < 2; i++)
        {
            using var answer = await host.Call(Inbound, Text(number, "Can I bring my daughter?"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var conversation = Grains.GetGrain<IConversationGrain>(
            host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Sms, number));
        await Eventually.Is("staff sees it", async () => await conversation.Show() is not null);
        using (await host.Call(Inbound, Text(number, "STOP", "SM10"))) { }
        await Eventually.Is("staff sees the next one", async () =>
            (await conversation.Show())!.State.Entries[^1].Id == "SM10");
        Assert.Equal(["SM9", "SM10"], (await conversation.Show())!.State.Entries.Select(e => e.Id));
    }

    [Fact]
    public async Task A_text_of_a_sender_that_is_no_number_is_accepted_and_not_kept()
    {
        using var answer = await host.Call(Inbound, Text("BANK", "STOP"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(await Address("BANK").Show());
    }

    [Fact]
    public async Task A_get_is_no_call()
    {
        using var answer = await host.Browser().GetAsync(Inbound);

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed,
            $"{answer.StatusCode}");
    }

    private static Dictionary<string, string> Text(string from, string body, string id = "SM9") => new()
    {
        ["MessageSid"] = id, ["From"] = from, ["To"] = "+13035550100", ["Body"] = body, ["NumMedia"] = "0",
    };

    private static Dictionary<string, string> Receipt(string status) => new()
    {
        ["MessageSid"] = "SM1", ["MessageStatus"] = status, ["To"] = "+13035550123", ["ErrorCode"] = "",
    };

    private IMessageGrain Message(string id) => Grains.GetGrain<IMessageGrain>(id);

    private IAddressGrain Address(string number) => Grains.GetGrain<IAddressGrain>(
        host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Sms, number));

    private IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();
}
