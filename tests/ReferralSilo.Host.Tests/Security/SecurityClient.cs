using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>What clients do, in one line each.</summary>
internal static class SecurityClient
{
    public static Task<HttpResponseMessage> SignIn(this HttpClient client, string user, string password) =>
        client.PostAsJsonAsync("/api/session", new { user, password });

    public static Task<HttpResponseMessage> Token(this HttpClient client, string id = DemoAccounts.Client,
        string secret = DemoAccounts.ClientSecret) =>
        client.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret,
        }));

    public static async Task<string> BearerToken(this HttpClient client)
    {
        using var answer = await client.Token();
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token")
            .GetString()!;
    }

    public static Task<HttpResponseMessage> With(this HttpClient client, string token, string path,
        HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> From(this HttpClient client, string path, HttpMethod method,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    public static async Task<JsonElement> Json(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public static async Task IsProblem(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"Expected {status}, got {(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }
}
