using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>The pages that the links of messages lead to.</summary>
public sealed class PatientPageTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task The_link_of_a_message_leads_to_whom_to_call_in_both_languages()
    {
        using var answer = await host.Browser().GetAsync("/p");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<h1>Mesa Clinic</h1>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"tel:+13035550199\"", page, StringComparison.Ordinal);
        Assert.Contains("lang=\"es\"", page, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET", "/p")]
    [InlineData("GET", "/unsubscribe/{token}")]
    [InlineData("POST", "/unsubscribe/{token}")]
    [InlineData("POST", "/unsubscribe/wrong")]
    public async Task Each_page_for_patients_has_the_number_the_hours_and_what_to_do_in_an_emergency(string method,
        string path)
    {
        var (_, token) = await Mailbox("helped@example.org");
        using var request = new HttpRequestMessage(new(method), path.Replace("{token}", token,
            StringComparison.Ordinal));
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await host.Browser().SendAsync(request);

        var page = await answer.Content.ReadAsStringAsync();
        foreach (var part in (string[])["href=\"tel:+13035550199\"", "Weekdays 8 to 6",
            "If this is an emergency, call 911. In a crisis, call or text 988.",
            "En una emergencia, llame al 911."])
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_the_unsubscribe_link_changes_nothing_however_often()
    {
        var (address, token) = await Mailbox("opened@example.org");
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
            for (var i = 0; i < 20; i++)
            {
                using var answer = await host.Browser().SendAsync(new(method, $"/unsubscribe/{token}"));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

        Assert.Empty((await address.Show())!.State.Suppressions);
    }

    [Theory]
    [InlineData("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        "multipart/form-data; boundary=b")]
    public async Task One_click_stops_mails_at_once(string body, string type)
    {
        var (address, token) = await Mailbox($"clicked-{type.Length}@example.org");
        for (var i = 0; i < 2; i++)
        {
            using var content = new StringContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await host.Browser().PostAsync($"/unsubscribe/{token}", content);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(SuppressionReason.Unsubscribe, Assert.Single((await address.Show())!.State.Suppressions).Why);
    }

    [Fact]
    public async Task A_link_that_this_program_did_not_make_is_not_valid()
    {
        var (address, token) = await Mailbox("guessed@example.org");
        var key = token[..token.LastIndexOf('-')];
        foreach (var guess in (string[])[key, $"{key}-{new string('0', 32)}", token[1..], token + "0", "x", "-"])
        {
            using var answer = await host.Browser().PostAsync($"/unsubscribe/{guess}", null);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Empty((await address.Show())!.State.Suppressions);
        Assert.DoesNotContain("guessed", token, StringComparison.Ordinal);
    }

    private async Task<(IAddressGrain Address, string Token)> Mailbox(string mailbox)
    {
        var key = host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Email, mailbox);
        var address = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAddressGrain>(key);
        await address.Handle(CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.ClaimSend(
            MessageChannel.Email, mailbox, "m1", 1, null, MessageOccasion.ReachOut)));
        return (address, host.Services.GetRequiredService<UnsubscribeTokens>().Make(key));
    }
}
