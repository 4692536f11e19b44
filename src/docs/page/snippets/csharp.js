/** A program in C# 5 or later, for every .NET. */
export function csharp(request) {
  const { method, url, headers, body, form } = request;
  return [
    'using System;',
    'using System.Net.Http;',
    'using System.Net.Http.Headers;',
    'using System.Text;',
    'using System.Threading.Tasks;',
    '',
    'class Program',
    '{',
    '    static void Main()',
    '    {',
    '        Run().GetAwaiter().GetResult();',
    '    }',
    '',
    '    static async Task Run()',
    '    {',
    '        using (var client = new HttpClient())',
    `        using (var request = new HttpRequestMessage(new HttpMethod("${method}"), ${verbatim(url)}))`,
    '        {',
    ...[...headers.filter(isOfRequest).map(header), ...authorization(request), ...content(body, form, headers)].map(
      (line) => `            ${line}`,
    ),
    '            var response = await client.SendAsync(request);',
    '            Console.WriteLine((int)response.StatusCode + " " + await response.Content.ReadAsStringAsync());',
    '        }',
    '    }',
    '}',
  ].join('\n');
}

const isOfRequest = ([name]) => !/^content-type$/i.test(name);
const header = ([name, value]) => `request.Headers.TryAddWithoutValidation(${verbatim(name)}, ${verbatim(value)});`;

function authorization({ credentials, userName }) {
  if (credentials === 'key') {
    return [
      'var key = Environment.GetEnvironmentVariable("VOICE_API_KEY");',
      'request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);',
    ];
  }
  if (credentials !== 'password') return [];
  return [
    `var user = ${verbatim(userName)} + ":" + Environment.GetEnvironmentVariable("VOICE_API_PASSWORD");`,
    'var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes(user));',
    'request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);',
  ];
}

function content(body, form, headers) {
  if (form) {
    const fields = form.map(([name, value]) => `form.Add(new StringContent(${verbatim(value)}), ${verbatim(name)});`);
    return ['var form = new MultipartFormDataContent();', ...fields, 'request.Content = form;'];
  }
  if (body === undefined) return [];
  const [, type = 'text/plain'] = headers.find((each) => !isOfRequest(each)) ?? [];
  return [`request.Content = new StringContent(${verbatim(body)}, Encoding.UTF8, ${verbatim(type)});`];
}

const verbatim = (text) => `@"${String(text).replaceAll('"', '""')}"`;
