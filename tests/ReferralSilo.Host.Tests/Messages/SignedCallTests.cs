using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Messaging.Callbacks;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>Calls of the text gateway whose signature is right.</summary>
public sealed class SignedCallTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private const string Inbound = "/callbacks/sms/inbound";

    [Theory]
    [InlineData("https://care.example.org/program", "+13035550131")]
    [InlineData("https://care.example.org:443/program", "+13035550132")]
    public async Task A_stop_is_recorded_whether_the_signed_address_has_a_port(string publicUrl, string number)
    {
        var form = Text(number, "STOP");

        using var answer = await host.Call(Inbound, form, Signature(publicUrl, form));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(SuppressionReason.Stop, Assert.Single((await Address(number))!.Suppressions).Why);
    }

    [Theory]
    [InlineData("https://care.example.org:8443/program")]
    [InlineData("http://care.example.org/program")]
    [InlineData("https://other.example.org/program")]
    public async Task Another_address_is_forbidden(string publicUrl)
    {
        var form = Text("+13035550133", "STOP");

        using var answer = await host.Call(Inbound, form, Signature(publicUrl, form));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(500, 1)]
    public async Task A_form_above_the_limits_is_forbidden_also_with_a_right_signature(int fields, int length)
    {
        var form = Text("+13035550134", "STOP");
        for (var i = 0; i < fields; i++) form[$"Field{i}"] = new string('x', length);

        using var answer = await host.Call(Inbound, form);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(await Address("+13035550134"));
    }

    private static string Signature(string publicUrl, Dictionary<string, string> form) =>
        GatewaySignature.Of(GatewayHost.Secret, publicUrl + Inbound,
            form.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value))));

    private static Dictionary<string, string> Text(string from, string body) => new()
    {
        ["MessageSid"] = $"SM-{from}", ["From"] = from, ["To"] = "+13035550100", ["Body"] = body,
    };

    private async Task<Address?> Address(string number) => (await host.Services.GetRequiredService<IGrainFactory>()
        .GetGrain<IAddressGrain>(host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Sms, number))
        .Show())?.State;
}
