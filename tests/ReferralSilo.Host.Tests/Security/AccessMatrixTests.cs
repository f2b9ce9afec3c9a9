using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>
/// Role × route and role × board, each with an object within the scope of the account and one outside, asked of the
/// running program. Every account works for one service line. The approved text is the matrix; a route or board without
/// a row fails.
/// </summary>
[Collection(SqliteApi.Name)]
public sealed class AccessMatrixTests(SqliteHost host) : IAsyncLifetime
{
    private const string Password = "a-password-of-the-matrix";

    private readonly Dictionary<string, Member> _members = [];
    private MatrixObject _own = null!, _foreign = null!;

    public async ValueTask InitializeAsync()
    {
        (_own, _foreign) = (await Object(RunningHost.Source), await Object("hilltop"));
        foreach (var role in Permissions.AllRoles)
            _members[role] = await SignIn(role, _own);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Who_may_use_which_route_with_which_object_is_as_approved()
    {
        var (text, missing) = (new StringBuilder(), new List<string>());
        foreach (var (route, endpoint) in Routes())
        {
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                text.Append(route).Append("\n  everyone\n");
            else if (IsForAll(endpoint)) text.Append(route).Append("\n  everyone who is signed in\n");
            else if (AccessMatrixRows.Of(route) is { } request) await Append(text, route, o => Ask(route, request, o));
            else missing.Add(route);
        }

        Assert.Empty(missing);
        Approve("AccessMatrix.routes", text.ToString());
    }

    [Fact]
    public async Task Who_may_watch_which_board_is_as_approved()
    {
        var text = new StringBuilder();
        foreach (var kind in Boards.Kinds.Order(StringComparer.Ordinal))
            await Append(text, kind, o => Watch(kind switch
            {
                "wallboard" => kind,
                "triage" or "alarms" or "desk" or "conversations" => $"{kind}/{o.Line}",
                "schedule" or "my-day" => $"{kind}/{o.Clinician}",
                "referral" => $"{kind}/{o.Referral}",
                "source" => $"{kind}/{o.Source}",
                _ => throw new InvalidOperationException($"The board {kind} has no row."),
            }, kind == "source" ? o.Referral : null));

        Approve("AccessMatrix.boards", text.ToString());
    }

    private IEnumerable<(string Route, RouteEndpoint Endpoint)> Routes() => host.Routes
        .Where(r => r.Metadata.GetMetadata<RequirePermissionAttribute>() is not null
            || r.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        .SelectMany(r => (r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
            .Select(method => (Route: $"{method} /{r.RoutePattern.RawText!.Trim('/')}", Endpoint: r)))
        // Files of the screens, whose names change with their content.
        .Where(r => !r.Route.Contains("/_", StringComparison.Ordinal) && !Path.HasExtension(r.Route))
        .DistinctBy(r => r.Route).OrderBy(r => r.Route, StringComparer.Ordinal);

    private static bool IsForAll(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<RequirePermissionAttribute>()
            .All(r => r.AnyOf is [Permission.SignedIn]);

    private async Task Append(StringBuilder text, string what, Func<MatrixObject, Func<Member, Task<string>>> ask)
    {
        text.Append(what).Append('\n');
        foreach (var (side, about) in (IEnumerable<(string, MatrixObject)>)[("own", _own), ("foreign", _foreign)])
        {
            var answers = new List<(string Role, string Answer)>();
            foreach (var (role, member) in _members) answers.Add((role, await ask(about)(member)));
            text.Append("  ").Append(side).Append(": ").AppendJoin("; ", answers.GroupBy(a => a.Answer, a => a.Role)
                .OrderByDescending(g => g.Key == "yes").ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Key} {string.Join(' ', g)}")).Append('\n');
        }
    }

    /// <summary>The condition of a version that is none keeps every allowed request from changing anything.</summary>
    private static Func<Member, Task<string>> Ask(string route, MatrixRequest request, MatrixObject about) =>
        async member =>
        {
            var method = route[..route.IndexOf(' ', StringComparison.Ordinal)];
            var body = request.Body is { } write ? Encoding.UTF8.GetBytes(write(about)) : null;
            var answer = await member.Api.Send(new HttpMethod(method), request.Path(about), body,
                ifMatch: method == "GET" ? null : "\"0\"", type: request.Type);
            return answer switch
            {
                { Status: < 300 } when request.Shows is { } shows
                    && !answer.Text.Contains(shows(about), StringComparison.Ordinal) => "empty",
                // Refused because of its content or its version, which is judged after the rights.
                { Status: < 400 or 409 or 412 } or { Status: 401, Code: "sign-in-failed" } => "yes",
                { Status: 400 or 403 or 404 or 405 } => $"{answer.Status}",
                _ => throw new InvalidOperationException($"{route}: {answer.Status} {answer.Text}"),
            };
        };

    private Func<Member, Task<string>> Watch(string board, string? shows = null) => async member =>
    {
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/boards"),
            options => options.Headers["Cookie"] = member.Cookie).Build();
        await connection.StartAsync();
        try
        {
            await foreach (var frame in connection.StreamAsync<JsonElement>("Watch", board, null))
                return shows is null || frame.GetRawText().Contains(shows, StringComparison.Ordinal) ? "yes" : "empty";
            return "ended";
        }
        catch (HubException e) when (e.Message.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            return JsonDocument.Parse(e.Message[at..]).RootElement.GetProperty("code").GetString()!;
        }
    };

    private async Task<MatrixObject> Object(string source)
    {
        var line = New("line");
        (await host.Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "America/Denver" })).Is(200);
        var clinician = await Clinician(host.Api, line: line);
        var slots = await Slots(host.Api, clinician);
        var id = await host.Api.Waiting(Referral(line, source));
        (await host.Api.Do(id, "book", new { slot = slots[0] })).Is(200);
        var referral = (await host.Api.Get($"/api/referrals/{id}")).Is(200).Json;
        var (patient, phone) = ((string)referral["patient"]!["id"]!, (string)referral["patient"]!["phones"]![0]!);
        await Eventually.Is("the patient is in the list", async () =>
            (await host.Api.Post("/api/patients/search", new { q = phone })).Is(200).Text.Contains(patient,
                StringComparison.Ordinal));
        await using var board = await HubClient.Watch(host.Address, await host.Token(), $"source/{source}");
        await board.Shows(id, _ => true, "on the board of its source");
        var accounts = host.Services.GetRequiredService<StaffAccounts>();
        var (staff, client) = (New("unused"), New("unused"));
        Assert.Empty(await accounts.Create(new StaffUser { UserName = staff, Roles = Roles.Marketing }, Password));
        await accounts.CreateClient(client, "secret-of-the-matrix", "Unused", [Roles.Service]);
        return new MatrixObject(line, source, clinician, id, (string)referral["number"]!, phone, slots[1], patient,
            await Message(id), await Conversation(phone), staff, client);
    }

    /// <summary>A text of the patient that nobody has answered.</summary>
    private async Task<string> Conversation(string phone)
    {
        var id = host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Sms, phone);
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAddressGrain>(id)
            .ReceiveText(phone, new InboundText(New("in"), "Can I bring my daughter?"));
        await Eventually.Is("the conversation is there",
            async () => (await host.Api.Get($"/api/conversations/{id}")).Status == 200);
        return id;
    }

    /// <summary>A message of the referral; without a consent it is blocked.</summary>
    private async Task<string> Message(string referral)
    {
        JsonArray found = [];
        await Eventually.Is("a message is planned", async () => (found =
            (await host.Api.Get($"/api/referrals/{referral}/messages")).Is(200).Json["items"]!.AsArray()).Count > 0);
        return (string)found[0]!["id"]!;
    }

    private async Task<Member> SignIn(string role, MatrixObject own)
    {
        var user = new StaffUser
        {
            UserName = New("m"), DisplayName = role, Roles = role, ServiceLines = own.Line,
            Source = role == Roles.Source ? own.Source : null,
            Clinician = role == Roles.Clinician ? own.Clinician : null,
        };
        Assert.Empty(await host.Services.GetRequiredService<StaffAccounts>().Create(user, Password));
        var client = host.Browser();
        using var answer = await client.SignIn(user.UserName!, Password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new Member(new ApiClient(client), answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private static void Approve(string name, string received, [CallerFilePath] string here = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(here)!, name + ".approved.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (received != expected)
            File.WriteAllText(approved.Replace(".approved.", ".received.", StringComparison.Ordinal), received);
        Assert.Equal(expected, received);
    }

    private sealed record Member(ApiClient Api, string Cookie);
}
