import { Body, Controller, Delete, Get, Headers, Param, Patch, Post } from '@nestjs/common';
import { AISessionsClient } from 'voice-api-client';

/** Summaries of an account's calls: each summary is an AI session. */
@Controller('accounts/:accountId/summaries')
export class SummariesController {
  constructor(private readonly sessions: AISessionsClient) {}

  @Post()
  create(@Param('accountId') accountId: string, @Body('of') calls: string) {
    return this.sessions.create({ accountId, purpose: `Summarise ${calls}` });
  }

  /** Lists all summaries; the client requests page after page. */
  @Get()
  async list(@Param('accountId') accountId: string) {
    const purposes: string[] = [];
    for await (const { purpose } of this.sessions.all({ accountIds: [accountId], countPerPage: 100 })) {
      purposes.push(purpose ?? '');
    }
    return purposes;
  }

  /** Replaces a summary. With `If-Match` the change is rejected if somebody else has changed the summary. */
  @Patch(':sessionId')
  change(@Param('sessionId') sessionId: string, @Body('of') calls: string, @Headers('if-match') ifMatch?: string) {
    return this.sessions.patch(sessionId, { purpose: `Summarise ${calls}` }, { ifMatch });
  }

  @Delete(':sessionId')
  delete(@Param('sessionId') sessionId: string) {
    return this.sessions.delete(sessionId);
  }
}
